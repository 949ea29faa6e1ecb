import type { SessionEvent } from "../protocol/event";
import { assertNever } from "../util/assert-never";
import type { SessionState } from "./state";

type CompactionEvent = Extract<SessionEvent, { type: `compaction.${string}` | "context.compacted" }>;

/** The transcript stays as it is: only what the model is given becomes shorter. */
export function reduceCompaction(state: SessionState, event: CompactionEvent): SessionState {
  switch (event.type) {
    case "compaction.requested": {
      const { upTo, reason, at: since } = event;
      return { ...state, compaction: { status: "running", upTo, reason, since } };
    }
    case "context.compacted": {
      const { upTo, tokensBefore, seq } = event;
      return { ...state, compaction: { status: "idle" }, compacted: { upTo, tokensBefore, seq } };
    }
    case "compaction.failed":
      return { ...state, compaction: { status: "failed", error: event.error, at: event.at } };
    default:
      return assertNever(event);
  }
}
