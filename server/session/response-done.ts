import type { Usage } from "../../lib/responses/response";
import type { ResponseStatus, UsageCounts } from "../../lib/protocol/event";
import type { Item } from "../../lib/responses/item";
import type { Draft } from "./draft";
import { outputChange } from "./output";
import { runningTurn } from "./running-turn";

type Told = { usage: Usage | null; output: readonly Item[] };

/** Logs the end of the response under way with its hop timings and byte counts. False when none is. */
export function logResponseDone(draft: Draft, status: ResponseStatus, told: Told | null = null): boolean {
  const { open } = draft.state;
  const response = runningTurn(draft)?.response;
  if (!open || response?.phase !== "streaming") return false;
  const since = (at: number | null): number | null =>
    at === null ? null : Math.max(0, Math.round(at - open.sentAt));
  const output = told && outputChange(open.done, told.output);
  const usage = told?.usage ?? null;
  const body = {
    type: "response.done" as const,
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
  };
  draft.log(body, output && { type: "output", output });
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
