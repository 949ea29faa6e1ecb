"use client";

import { useId, useRef } from "react";
import { useClient, useClientState, useSessionView } from "../../../lib/client/use-session";
import type { SessionId } from "../../../lib/protocol/ids";
import { uncompactedTurns } from "../../../lib/session/compaction";
import { contextTokens } from "../../../lib/session/select";
import type { Compacted, Compaction } from "../../../lib/session/state";
import { useModel } from "../../session/model-choice";
import { Button } from "../../ui/button";
import { ContextRing } from "./context-ring";
import { contextText, shareOf } from "./context-use";

const IDLE: Compaction = { status: "idle" };

/** How full the model's context is. Its card says it in words, and has earlier messages summarised. */
export function ContextMeter({ sessionId }: { sessionId: SessionId }) {
  const id = useId();
  const tokens = useSessionView(sessionId, (view) => contextTokens(view.session), null);
  const compaction = useSessionView(sessionId, (view) => view.session.compaction, IDLE);
  const window = useWindow(sessionId);
  const isBusy = compaction.status === "running";
  const text = contextText({ tokens, window });
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={`Context: ${text}`}
        title={`Context: ${text}`}
        className="rounded-control text-ink-2 hover:bg-sel inline-grid size-[30px] flex-none place-items-center [anchor-name:--context-meter] pointer-coarse:h-9 pointer-coarse:w-7"
      >
        <ContextRing share={shareOf({ tokens, window })} isBusy={isBusy} />
      </button>
      <span role="status" className="sr-only">
        {isBusy ? "Summarising earlier messages" : ""}
      </span>
      <ContextCard id={id} sessionId={sessionId} text={text} hasWindow={window !== null} />
    </>
  );
}

type ContextCardProps = { id: string; sessionId: SessionId; text: string; hasWindow: boolean };

function ContextCard({ id, sessionId, text, hasWindow }: ContextCardProps) {
  const compaction = useSessionView(sessionId, (view) => view.session.compaction, IDLE);
  const compacted = useSessionView<Compacted | null>(sessionId, (view) => view.session.compacted, null);
  return (
    <div
      id={id}
      popover="auto"
      role="dialog"
      aria-label="Context"
      className="border-line bg-raised text-ink shadow-lift m-auto w-[min(300px,calc(100vw-24px))] rounded-[12px] border p-4 text-[13px] leading-5 supports-[position-area:top]:inset-auto supports-[position-area:top]:mb-2 supports-[position-area:top]:[position-anchor:--context-meter] supports-[position-area:top]:[position-area:top_span-right] supports-[position-area:top]:[position-try-fallbacks:flip-inline]"
    >
      <p className="font-medium tabular-nums">{text}</p>
      <p className="text-ink-2 mt-1">{explanation(compacted, hasWindow)}</p>
      {compaction.status === "failed" && (
        <p className="text-bad mt-2 [overflow-wrap:anywhere]">
          The last summary failed, and nothing was changed: {compaction.error.message}
        </p>
      )}
      <SummariseButton sessionId={sessionId} compaction={compaction} />
    </div>
  );
}

function explanation(compacted: Compacted | null, hasWindow: boolean): string {
  const window = hasWindow ? "What the model reads with each answer." : "This model's window is not known.";
  return compacted === null ? window : `${window} A summary stands for the earlier messages.`;
}

function SummariseButton({ sessionId, compaction }: { sessionId: SessionId; compaction: Compaction }) {
  const client = useClient();
  const self = useRef<HTMLButtonElement>(null);
  const hasTurns = useSessionView(sessionId, (view) => uncompactedTurns(view.session).length > 0, false);
  const model = useModel(sessionId);
  const canSummarise = useClientState(
    (state) => state.models.find(({ id }) => id === model)?.canSummarise ?? true,
    false,
  );
  if (!canSummarise) return <p className="text-ink-3 mt-2">This model follows rules and cannot summarise.</p>;
  const isBusy = compaction.status === "running";
  return (
    <Button
      ref={self}
      aria-disabled={isBusy || !hasTurns}
      title={hasTurns ? undefined : "There is nothing new to summarise"}
      onClick={() => {
        client?.compact(sessionId);
        self.current?.closest<HTMLElement>("[popover]")?.hidePopover();
      }}
      className="mt-3"
    >
      {isBusy ? "Summarising" : "Summarise now"}
    </Button>
  );
}

function useWindow(sessionId: SessionId): number | null {
  const model = useModel(sessionId);
  return useClientState((state) => state.models.find(({ id }) => id === model)?.contextWindow ?? null, null);
}
