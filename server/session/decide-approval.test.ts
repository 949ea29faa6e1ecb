import { expect, test } from "vitest";
import { commandSchema } from "../../lib/protocol/command";
import { MAX_REASON_CHARS } from "../../lib/protocol/limits";
import type { ToolCall } from "../../lib/session/state";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

/** A turn in which the model has called these tools, at its response's end. */
function calling(...names: string[]): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  names.forEach((name, index) => play.calls(name, index));
  play.done();
  return play;
}

const calls = (play: Play): ToolCall[] => {
  const { turn } = play.state.session;
  return turn.status === "running" ? [...turn.calls.values()] : [];
};

const resolve = (play: Play, at: number, decision: "once" | "session" | "deny", reason?: string) =>
  play.command({
    ...{ type: "resolve_approval", callId: calls(play)[at]?.callId ?? "", decision },
    ...(reason === undefined ? {} : { reason }),
  });

const statuses = (play: Play): string[] => calls(play).map(({ status }) => status);

const told = (play: Play): string =>
  play
    .events("tool_call.finished")
    .flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error.message]))[0] ?? "";

test("[APR-3] allowing a tool for the session allows its calls that wait already, and no other tool's", () => {
  const play = calling("ask_first", "drop_all", "ask_first");
  expect(resolve(play, 0, "session")).toBeNull();
  expect(statuses(play)).toEqual(["assigned", "awaiting_approval", "assigned"]);
  expect(play.events("approval.resolved").map(({ callId }) => callId)).toEqual([
    calls(play)[0]?.callId,
    calls(play)[2]?.callId,
  ]);
});

test("[APR-3] allowing a call once leaves the others of its tool waiting", () => {
  const play = calling("ask_first", "ask_first");
  resolve(play, 0, "once");
  expect(statuses(play)).toEqual(["assigned", "awaiting_approval"]);
});

test("[APR-1] the model is told why a call was denied", () => {
  const play = calling("ask_first");
  resolve(play, 0, "deny", "  Not on a Friday.  ");
  expect(told(play)).toBe("The person did not allow this call: Not on a Friday.");
});

test("[APR-1] a denial without a reason, or with an empty one, says just that", () => {
  for (const reason of [undefined, "  "]) {
    const play = calling("ask_first");
    resolve(play, 0, "deny", reason);
    expect(told(play)).toBe("The person did not allow this call.");
  }
});

test("[APR-1] a reason has at most 500 characters", () => {
  const denial = (length: number) => ({
    ...{ type: "resolve_approval", callId: "c1", decision: "deny" },
    reason: "n".repeat(length),
  });
  expect(commandSchema.safeParse(denial(MAX_REASON_CHARS)).success).toBe(true);
  expect(commandSchema.safeParse(denial(MAX_REASON_CHARS + 1)).success).toBe(false);
});
