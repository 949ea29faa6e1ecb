import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { commandSchema } from "../../lib/protocol/command";
import { MAX_EDITED_CHARS, MAX_REASON_CHARS } from "../../lib/protocol/limits";
import { guestForm } from "../../lib/protocol/visibility";
import { EXECUTOR, TEST_TOOLS } from "../testing/test-tools";
import { calling, callsOf, statusesOf } from "./testing/calling";
import type { Play } from "./testing/play";
import { wordOn } from "../testing/approving";

const resolve = (play: Play, at: number, decision: "once" | "session" | "deny", reason?: string) =>
  play.command(wordOn(callsOf(play)[at], decision, reason === undefined ? {} : { reason }));

const told = (play: Play): string =>
  play
    .events("tool_call.finished")
    .flatMap(({ outcome }) => (outcome.ok ? [] : [outcome.error.message]))[0] ?? "";

test("[APR-3] allowing a tool for the session allows its calls that wait already, and no other tool's", () => {
  const play = calling(["ask_first", "drop_all", "ask_first"]);
  expect(resolve(play, 0, "session")).toBeNull();
  expect(statusesOf(play)).toEqual(["assigned", "awaiting_approval", "assigned"]);
  expect(play.events("approval.resolved").map(({ callId }) => callId)).toEqual([
    callsOf(play)[0]?.callId,
    callsOf(play)[2]?.callId,
  ]);
});

test("[APR-3] allowing a call once leaves the others of its tool waiting", () => {
  const play = calling(["ask_first", "ask_first"]);
  resolve(play, 0, "once");
  expect(statusesOf(play)).toEqual(["assigned", "awaiting_approval"]);
});

test("[APR-1] the model is told why a call was denied", () => {
  const play = calling(["ask_first"]);
  resolve(play, 0, "deny", "  Not on a Friday.  ");
  expect(told(play)).toBe("The person did not allow this call: Not on a Friday.");
});

test("[APR-1] a denial without a reason, or with an empty one, says just that", () => {
  for (const reason of [undefined, "  "]) {
    const play = calling(["ask_first"]);
    resolve(play, 0, "deny", reason);
    expect(told(play)).toBe("The person did not allow this call.");
  }
});

test("[APR-1] a reason has at most 500 characters", () => {
  const denial = (length: number) => ({
    ...{ type: "resolve_approval", callId: "c1", argumentsHash: null, decision: "deny" },
    reason: "n".repeat(length),
  });
  expect(commandSchema.safeParse(denial(MAX_REASON_CHARS)).success).toBe(true);
  expect(commandSchema.safeParse(denial(MAX_REASON_CHARS + 1)).success).toBe(false);
});

test("[APR-6] a destructive tool is asked about at each call, and the page is told so", () => {
  const play = calling(["drop_all", "ask_first"]);
  expect(callsOf(play)).toMatchObject([{ onceOnly: true }, { onceOnly: false }]);
  expect(resolve(play, 0, "session")?.code).toBe("forbidden");
  expect(resolve(play, 0, "once")).toBeNull();
});

test("[APR-6] a tool that wants to be asked about always cannot be allowed for the session", () => {
  const tools = TEST_TOOLS.map((tool) =>
    tool.name === "change" ? { ...tool, approval: "always" as const } : tool,
  );
  const play = calling(["change"], tools);
  expect(play.events("approval.requested")[0]?.onceOnly).toBe(true);
  expect(resolve(play, 0, "session")?.code).toBe("forbidden");
  expect(statusesOf(play)).toEqual(["awaiting_approval"]);
});

/** A session in which `ask_first` is allowed, and has been called once. */
function withGrant(): Play {
  const play = calling(["ask_first"]);
  resolve(play, 0, "session");
  return play;
}

const revoke = (play: Play, tool: string) => play.command({ type: "revoke_grant", tool });

test("[APR-7] a grant that is taken back is asked for again, and what it had allowed stays allowed", () => {
  const play = withGrant();
  expect(revoke(play, "ask_first")).toBeNull();
  expect(statusesOf(play)).toEqual(["assigned"]);
  expect([...play.state.session.allowedTools]).toEqual([]);
  play.command({ type: "cancel_turn" });
  play.say("again", EXECUTOR);
  play.starts();
  play.calls("ask_first");
  play.done();
  expect(statusesOf(play)).toEqual(["awaiting_approval"]);
});

test("[APR-7] what is not allowed cannot be taken back", () => {
  const play = withGrant();
  expect(revoke(play, "drop_all")?.code).toBe("stale");
  expect(revoke(play, "ask_first")).toBeNull();
  expect(revoke(play, "ask_first")?.code).toBe("stale");
});

test("[APR-7] guests hear nothing of a grant that is taken back, and an owner that starts anew knows it", () => {
  const play = withGrant();
  revoke(play, "ask_first");
  expect(guestForm("grant.revoked")).toBe("hidden");
  play.restarts([EXECUTOR]);
  expect([...play.state.session.allowedTools]).toEqual([]);
});

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const resolved = (play: Play) => play.events("approval.resolved");

test("[APR-8] an approval names the hash of the arguments that the person saw", () => {
  const play = calling(["ask_first"]);
  const [call] = callsOf(play);
  expect(play.events("approval.requested")[0]?.argumentsHash).toBe(sha256(call?.arguments ?? "none"));
  for (const argumentsHash of [sha256('{"other":1}'), null]) {
    const refusal = play.command({ ...wordOn(call, "once"), argumentsHash });
    expect(refusal?.code).toBe("stale");
  }
  expect(statusesOf(play)).toEqual(["awaiting_approval"]);
  expect(play.command(wordOn(call, "once"))).toBeNull();
});

test("[APR-8] an approval is good for one call: another one with the same arguments has its own", () => {
  const play = calling(["ask_first", "ask_first"]);
  const [first] = callsOf(play);
  expect(play.command(wordOn(first, "once"))).toBeNull();
  expect(play.command(wordOn(first, "once"))?.code).toBe("stale");
  expect(statusesOf(play)).toEqual(["assigned", "awaiting_approval"]);
});

const EDITED = '{"text":"half of it"}';

test("[APR-9] a call runs with the arguments that the person put in place of the model's, and both are in the log", () => {
  const play = calling(["ask_first"]);
  const [call] = callsOf(play);
  expect(play.command(wordOn(call, "once", { arguments: EDITED }))).toBeNull();
  expect(callsOf(play)).toMatchObject([{ status: "assigned", arguments: EDITED, proposed: call?.arguments }]);
  expect(play.events("tool_call.requested")[0]?.arguments).toBe(call?.arguments);
  expect(resolved(play)).toMatchObject([{ decision: "once", arguments: EDITED }]);
  play.restarts([EXECUTOR]);
  expect(callsOf(play)).toMatchObject([{ arguments: EDITED, proposed: call?.arguments }]);
});

test("[APR-9] the model is told what it was changed to, in the next request and in every whole input", () => {
  const play = calling(["ask_first"]);
  play.command(wordOn(callsOf(play)[0], "once", { arguments: EDITED }));
  play.command({ type: "cancel_turn" });
  play.say("again", EXECUTOR);
  expect(play.request().fullInput()).toContainEqual(
    expect.objectContaining({
      type: "function_call_output",
      output: expect.stringContaining(
        `The person changed the arguments of this call before it ran, to ${EDITED}`,
      ) as unknown,
    }),
  );
});

test("[APR-9] what was left as it was is no change", () => {
  const play = calling(["ask_first"]);
  const [call] = callsOf(play);
  play.command(wordOn(call, "once", { arguments: call?.arguments ?? "" }));
  expect(resolved(play)[0]?.arguments).toBeUndefined();
  expect(callsOf(play)[0]?.proposed).toBeNull();
});

test("[APR-9] a change that does not fit the tool is refused, and the call goes on waiting", () => {
  const play = calling(["ask_first"]);
  const [call] = callsOf(play);
  expect(play.command(wordOn(call, "once", { arguments: "{half" }))?.code).toBe("invalid_arguments");
  play.rules.validateArguments = () => ({ ok: false, message: "text is missing" });
  const refusal = play.command(wordOn(call, "once", { arguments: "{}" }));
  expect(refusal?.message).toBe("The call cannot run with this. text is missing");
  expect(statusesOf(play)).toEqual(["awaiting_approval"]);
  expect(resolved(play)).toEqual([]);
});

test("[APR-9] changed arguments have at most 32,768 characters", () => {
  const changed = (length: number) => ({
    ...wordOn(undefined, "once"),
    callId: "c1",
    arguments: "n".repeat(length),
  });
  expect(commandSchema.safeParse(changed(MAX_EDITED_CHARS)).success).toBe(true);
  expect(commandSchema.safeParse(changed(MAX_EDITED_CHARS + 1)).success).toBe(false);
});
