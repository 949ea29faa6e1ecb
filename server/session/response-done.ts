import type { Usage } from "../../lib/responses/response";
import type { ResponseStatus, UsageCounts } from "../../lib/protocol/event";
import type { Draft } from "./draft";
import { runningTurn } from "./running-turn";

/** Logs the end of the response under way with its hop timings and byte counts. False when none is. */
export function logResponseDone(draft: Draft, status: ResponseStatus, usage: Usage | null): boolean {
  const { open } = draft.state;
  const response = runningTurn(draft)?.response;
  if (!open || response?.phase !== "streaming") return false;
  const since = (at: number | null): number | null =>
    at === null ? null : Math.max(0, Math.round(at - open.sentAt));
  draft.log({
    type: "response.done",
    responseId: response.responseId,
    status,
    usage: usage ? countsOf(usage) : null,
    timings: {
      connectMs: Math.round(open.connectMs),
      firstEventMs: since(open.startedAt),
      firstDeltaMs: since(open.firstDeltaAt),
      totalMs: since(draft.at) ?? 0,
    },
    bytesUp: open.up,
    bytesNotResent: open.notResent,
  });
  return true;
}

function countsOf(usage: Usage): UsageCounts {
  const count = (value: number | undefined): number => Math.max(0, Math.trunc(value ?? 0));
  return {
    input: count(usage.input_tokens),
    cached: count(usage.input_tokens_details?.cached_tokens),
    output: count(usage.output_tokens),
    reasoning: count(usage.output_tokens_details?.reasoning_tokens),
  };
}
