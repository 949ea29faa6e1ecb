"use client";

import { memo, useMemo } from "react";
import type { SessionId } from "../../lib/protocol/ids";
import { asksPerson } from "../../lib/session/calls";
import { awaitsSummary } from "../../lib/session/compaction";
import type { FinishedTurn, RunningTurn } from "../../lib/session/state";
import { lazyPart } from "../ui/lazy-part";
import { activityOf, hasLiveText } from "./activity";
import { CopyButton } from "./copy-button";
import { CitationList } from "./items/citation-list";
import { UnknownItem } from "./items/unknown-item";
import { timeText } from "./format";
import { LazyMarkdown } from "./markdown/lazy-markdown";
import { Reasoning } from "./reasoning";
import { ToolList } from "./tool-list";
import { TurnEndNote } from "./turn-end";
import { PendingSteers, SteerMessage } from "./steer-message";
import type { Part } from "./turn-parts";
import { keyOf, liveKey, liveShapes, partsOf } from "./turn-parts";
import { UsageLine } from "./usage-line";
import { useItemText, useLive } from "./use-live";
import { UserMessage } from "./user-message";
import { Working } from "./working";

const HostedPart = lazyPart(async () => (await import("./items/hosted-part")).HostedPart);
const Questions = lazyPart(async () => (await import("./questions")).Questions);

type AnyTurn = RunningTurn | FinishedTurn;
type TurnProps = { sessionId: SessionId; turn: AnyTurn };

/** A message of the person and everything that answers it. */
export const TurnView = memo(function TurnView({ sessionId, turn }: TurnProps) {
  return (
    <>
      <UserMessage text={turn.text} at={turn.startedAt} attachments={turn.attachments} />
      <Answer sessionId={sessionId} turn={turn} />
    </>
  );
});

/** The same elements while it runs and when it has finished, so that nothing is built anew at its end. */
function Answer({ sessionId, turn }: TurnProps) {
  const where = { sessionId, isLive: turn.status === "running" };
  const live = useLive(where, (view) => liveKey(view.session.live), "");
  const parts = useMemo(() => partsOf(turn.entries, liveShapes(live)), [turn.entries, live]);
  return (
    <article
      aria-label={`Assistant, ${timeText(turn.startedAt)}`}
      aria-busy={turn.status === "running"}
      className="flex min-w-0 flex-col gap-[18px]"
    >
      <h2 className="sr-only">Assistant</h2>
      {parts.map((part) => (
        <PartView key={keyOf(part)} part={part} sessionId={sessionId} turn={turn} />
      ))}
      <PendingSteers steers={turn.steers} />
      {turn.status === "running" ? (
        <RunningFoot sessionId={sessionId} turn={turn} />
      ) : (
        <AnswerFoot sessionId={sessionId} turn={turn} />
      )}
    </article>
  );
}

function RunningFoot({ sessionId, turn }: { sessionId: SessionId; turn: RunningTurn }) {
  const where = { sessionId, isLive: true };
  const browsers = useLive(where, (view) => view.session.executors.size, 0);
  const hasText = useLive(where, (view) => hasLiveText(view.session.live), false);
  const isSummarised = useLive(where, (view) => awaitsSummary(view.session), false);
  const activity = isSummarised ? "Summarising earlier messages" : activityOf(turn, hasText, browsers);
  return (
    <>
      {asks(turn) && <Questions sessionId={sessionId} turn={turn} />}
      {activity !== null && <Working label={activity} since={turn.startedAt} />}
    </>
  );
}

const asks = ({ calls }: RunningTurn): boolean => [...calls.values()].some(asksPerson);

function PartView({ part, sessionId, turn }: TurnProps & { part: Part }) {
  switch (part.kind) {
    case "message":
      return <MessageText sessionId={sessionId} part={part} />;
    case "reasoning":
      return <Reasoning sessionId={sessionId} itemId={part.itemId} text={part.text} ms={part.ms} />;
    case "tools":
      return (
        <ToolList
          sessionId={sessionId}
          rows={part.rows}
          calls={turn.calls}
          turnIsOver={turn.status === "finished"}
        />
      );
    case "steer":
      return <SteerMessage text={part.text} at={part.at} />;
    case "hosted":
      return <HostedPart sessionId={sessionId} row={part.row} />;
    case "other":
      return <UnknownItem type={part.name} />;
  }
}

type MessageTextProps = { sessionId: SessionId; part: Extract<Part, { kind: "message" }> };

function MessageText({ sessionId, part }: MessageTextProps) {
  const { itemId, text, citations, isRefusal } = part;
  const shown = useItemText(sessionId, itemId, text);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {isRefusal && <p className="text-small text-ink-3">The model declined to answer.</p>}
      <LazyMarkdown text={shown} streaming={text === null} />
      <CitationList citations={citations} />
    </div>
  );
}

function AnswerFoot({ sessionId, turn }: { sessionId: SessionId; turn: FinishedTurn }) {
  const text = () =>
    turn.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : [])).join("\n\n");
  const hasText = turn.entries.some((entry) => entry.kind === "message");
  return (
    <div className="-mt-1.5 flex flex-col gap-2.5">
      <TurnEndNote sessionId={sessionId} turn={turn} />
      <div className="flex items-start justify-between gap-1">
        <UsageLine turn={turn} />
        {hasText && <CopyButton label="Copy as markdown" text={text} className="text-ink-3" />}
      </div>
    </div>
  );
}
