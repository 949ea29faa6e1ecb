import type { SessionEvent } from "../../lib/protocol/event";
import { MAX_INLINE_OUTPUT_CHARS, OUTPUT_HEAD_CHARS } from "../../lib/protocol/limits";
import type { Blob, LoggedOutcome, Outcome } from "../../lib/protocol/tool";
import { cut, head } from "./bounded";
import type { OwnerState } from "./owner-state";
import type { Rules } from "./rules";
import type { Secret } from "./secret";

/** What an event keeps beside the log. */
export const blobOf = (event: SessionEvent): Blob | undefined =>
  event.type === "tool_call.finished" && event.outcome.ok ? event.outcome.blob : undefined;

export type LoggableOutcome = { outcome: LoggedOutcome; secret: Secret | null };

/**
 * An outcome as its event holds it. A large output is kept beside the log under its hash, and the event has its
 * beginning; where the session has no room for it, everybody gets the beginning, the model too.
 */
export function loggable(
  outcome: Outcome,
  { blobBytes }: Pick<OwnerState, "blobBytes">,
  rules: Rules,
): LoggableOutcome {
  if (!outcome.ok || outcome.output.length <= MAX_INLINE_OUTPUT_CHARS) return { outcome, secret: null };
  const bytes = encode(outcome.output);
  if (blobBytes + bytes.length > rules.limits.blobBytes) {
    return { outcome: { ok: true, output: withoutRest(outcome.output) }, secret: null };
  }
  // What the next owner reads, half characters replaced: this one gives the model the same.
  const text = decode(bytes);
  const blob = { hash: rules.sha256(bytes), bytes: bytes.length };
  return {
    outcome: { ok: true, output: head(text, OUTPUT_HEAD_CHARS), blob },
    secret: { type: "blob", text },
  };
}

const withoutRest = (output: string): string =>
  `${cut(output, OUTPUT_HEAD_CHARS)}\nThe rest was not kept: the outputs of this session take up all their room.`;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export const encode = (text: string): Uint8Array => encoder.encode(text);
export const decode = (bytes: Uint8Array): string => decoder.decode(bytes);
