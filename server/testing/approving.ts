import type { Decision } from "../../lib/protocol/approval";
import type { CommandOf } from "../../lib/protocol/command";
import type { ToolCall } from "../../lib/session/state";

type Words = Pick<CommandOf<"resolve_approval">, "reason" | "arguments">;

/** The person's word on a call, with the hash of what they were shown. */
export function wordOn(
  call: ToolCall | undefined,
  decision: Decision,
  said: Words = {},
): CommandOf<"resolve_approval"> {
  const argumentsHash = call?.status === "awaiting_approval" ? call.argumentsHash : null;
  return { type: "resolve_approval", callId: call?.callId ?? "", argumentsHash, decision, ...said };
}
