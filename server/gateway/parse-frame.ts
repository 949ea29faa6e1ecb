import type { ClientFrame } from "../../lib/protocol/frame";
import { clientFrameSchema, commandIdOfFrameSchema } from "../../lib/protocol/frame";
import { MAX_DEPTH, MAX_KEYS, MAX_STRING_CHARS } from "../../lib/protocol/limits";
import { parseGuarded } from "../../lib/util/guard-json";

const LIMITS = { depth: MAX_DEPTH, keys: MAX_KEYS, stringChars: MAX_STRING_CHARS };

export type ParsedFrame =
  | { type: "frame"; frame: ClientFrame }
  /** A command that names itself can be refused by name; the page then lets it go. */
  | { type: "bad_command"; sessionId: string; commandId: string; reason: string }
  | { type: "bad_frame"; reason: string };

export function parseFrame(text: string): ParsedFrame {
  const guarded = parseGuarded(text, LIMITS);
  if (!guarded.ok) return { type: "bad_frame", reason: guarded.reason };
  const frame = clientFrameSchema.safeParse(guarded.value);
  if (frame.success) return { type: "frame", frame: frame.data };
  const issue = frame.error.issues[0];
  const reason = issue ? `${issue.path.join(".")}: ${issue.message}` : "unknown frame";
  const named = commandIdOfFrameSchema.safeParse(guarded.value);
  if (!named.success) return { type: "bad_frame", reason };
  const { sessionId, commandId } = named.data;
  return { type: "bad_command", sessionId, commandId, reason };
}
