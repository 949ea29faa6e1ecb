"use client";

import { memo } from "react";
import type { SessionId } from "../../lib/protocol/ids";
import type { ToolCall } from "../../lib/session/state";
import { lazyPart } from "../ui/lazy-part";
import { CallIcon } from "./call-icon";
import type { CallState, CallView } from "./call-view";
import { verbOf } from "./call-view";
import { useExpanded } from "./expansion";
import { durationText } from "./format";
import { LazyCallDetails } from "./lazy-details";
import type { KnownRow } from "./tool-fold";

const AnsweredQuestions = lazyPart(
  async () => (await import("./asking/answered-questions")).AnsweredQuestions,
);

const hasAnswers = ({ questions }: ToolCall): boolean => questions.some(({ answer }) => answer !== null);

type ToolCallProps = { sessionId: SessionId; known: KnownRow };

/** One call: state, verb, what, how long; arguments and result on demand. */
export const ToolCallRow = memo(
  function ToolCallRow({ sessionId, known }: ToolCallProps) {
    const { call, row } = known;
    const name = call?.name ?? (row.kind === "call" ? row.name : null) ?? "tool";
    const view: CallView = known.view ?? {
      state: "waiting",
      verb: verbOf(name),
      summary: "",
      ms: null,
      problem: null,
    };
    const [isOpen, toggle] = useExpanded(`${sessionId}.${row.itemId}`);
    return (
      <div role="group" aria-label={`Tool call: ${name}`} className="border-line border-t first:border-t-0">
        <button
          type="button"
          aria-expanded={isOpen}
          disabled={!call}
          onClick={toggle}
          className="hover:bg-panel grid w-full grid-cols-[14px_minmax(72px,auto)_minmax(0,1fr)_auto] items-center gap-2.5 px-3 py-1.5 text-start text-[13px] -outline-offset-2 sm:grid-cols-[14px_96px_minmax(0,1fr)_auto] pointer-coarse:py-[11px]"
        >
          <CallIcon state={view.state} />
          <span className="truncate">{view.verb}</span>
          <code dir="ltr" className="text-ink-2 truncate font-mono text-[12px] leading-5">
            {call ? view.summary : "writing the arguments"}
          </code>
          <Side state={view.state} ms={view.ms} />
        </button>
        {view.problem !== null && (
          <p className="text-ink-2 text-small px-3 pb-2 ps-9 [overflow-wrap:anywhere]">{view.problem}</p>
        )}
        {call && hasAnswers(call) && <AnsweredQuestions questions={call.questions} />}
        {isOpen && call && <LazyCallDetails sessionId={sessionId} call={call} />}
      </div>
    );
  },
  (before, after) =>
    before.known.call === after.known.call &&
    before.known.row.itemId === after.known.row.itemId &&
    before.known.view?.state === after.known.view?.state,
);

const LOUD: Readonly<Record<CallState, string>> = {
  waiting: "text-warn",
  running: "text-copper",
  done: "sr-only",
  failed: "text-bad",
  cancelled: "text-ink-3",
  "unknown outcome": "text-warn",
};

function Side({ state, ms }: { state: CallState; ms: number | null }) {
  return (
    <span className="text-ink-3 text-small flex gap-2 whitespace-nowrap tabular-nums">
      <span className={LOUD[state]}>{state}</span>
      {ms !== null && state === "done" && <span>{durationText(ms)}</span>}
    </span>
  );
}
