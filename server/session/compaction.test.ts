import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import { contextTokens } from "../../lib/session/select";
import { attachment, EXECUTOR } from "../testing/test-tools";
import type { AskAnswer } from "./input";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { Play } from "./testing/play";

const WINDOW = 1_000;

function session(traits = { contextWindow: WINDOW, takesAsks: true }): Play {
  const play = new Play({}, traits);
  play.command({ type: "create_session", model: null });
  play.command({ type: "rename", title: "Titled" });
  play.command(attachment());
  return play;
}

function turn(play: Play, name: string, tokens = 100): void {
  play.say(`question ${name}`, EXECUTOR);
  play.starts();
  play.says(`answer ${name}`);
  play.done(tokens);
}

const summarised = (play: Play, answer: AskAnswer): void => {
  const { compaction } = play.state.session;
  const upTo = compaction.status === "running" ? compaction.upTo : "t0";
  play.feed({ type: "summarised", upTo, answer, at: play.at });
};
const summary = (play: Play, text = "All of it."): void => summarised(play, { ok: true, text });
const FAILURE: AskAnswer = { ok: false, error: { code: "timeout", message: "Too late." } };

const brief = (items: readonly Item[]): string[] =>
  items.map((item) => (itemType(item) === "message" ? textOf(item.content).slice(-20) : itemType(item)));
const input = (play: Play): string[] => brief(play.request().fullInput());
const asked = (play: Play): string[] =>
  play.effectsOf("ask_summary").map(({ request }) => textOf(request.input.at(-1)?.content));
const compact = (play: Play): string | undefined => play.command({ type: "compact" })?.code;
const reasons = (play: Play): string[] => play.events("compaction.requested").map(({ reason }) => reason);

test("[CTX-1] the summary stands for all but the latest turn, in a new chain", () => {
  const play = session();
  for (const name of ["one", "two", "three"]) turn(play, name);
  expect(compact(play)).toBeUndefined();
  expect(asked(play)[0]).toContain("Person: question one\n\nAssistant: answer one");
  expect(asked(play)[0]).not.toContain("three");
  summary(play);
  play.say("question four", EXECUTOR);
  expect(play.request().chain).toBeNull();
  const four = ["question three", "answer three", "question four"];
  expect(input(play)).toEqual([expect.stringMatching(/All of it\.$/), ...four]);
  expect(play.state.session.turns).toHaveLength(3);
  expect(play.state.session.compacted?.upTo).toBe(play.state.session.turns[1]?.turnId);
});

test("[CTX-1] a second summary holds the first one whole, and the chain goes on after it", () => {
  const play = session({ contextWindow: 100_000, takesAsks: true });
  for (const name of ["one", "two"]) turn(play, name);
  compact(play);
  summary(play, `S${"x".repeat(9_000)}E`);
  turn(play, "three");
  turn(play, "four");
  expect(play.request().chain).not.toBeNull();
  compact(play);
  expect(asked(play)[1]).toContain(`S${"x".repeat(9_000)}E`);
  expect(asked(play)[1]).not.toContain("question one");
  summary(play, "Both.");
  play.say("question five", EXECUTOR);
  expect(input(play)).toEqual([
    expect.stringMatching(/Both\.$/),
    "question four",
    "answer four",
    "question five",
  ]);
});

test("[CTX-2] a turn that ends with 80 % of the window in use is followed by a summary", () => {
  const play = session();
  for (const name of ["one", "two", "three"]) turn(play, name, 799);
  expect(reasons(play)).toEqual([]);
  turn(play, "four", 800);
  expect(reasons(play)).toEqual(["threshold"]);
  expect(asked(play)[0]).toContain("question two");
  expect(asked(play)[0]).not.toContain("question three");
  summary(play);
  expect(play.events("context.compacted")[0]?.tokensBefore).toBe(800);
  expect(contextTokens(play.state.session)).toBeNull();
  turn(play, "five", 300);
  expect(contextTokens(play.state.session)).toBe(300);
  expect(reasons(play)).toHaveLength(1);
});

test("[CTX-2] no window, or a model that takes no asks, and nothing is summarised by itself", () => {
  const rules = session({ contextWindow: WINDOW, takesAsks: false });
  const unknown = new Play({}, { contextWindow: null, takesAsks: true });
  unknown.command({ type: "create_session", model: null });
  for (const play of [rules, unknown]) for (const name of ["one", "two", "three"]) turn(play, name, 5_000);
  expect([...reasons(rules), ...reasons(unknown)]).toEqual([]);
});

test("[CTX-2] [C37] [U24] a context that the provider has just shortened itself is left alone, and a summary is made of its plain text", () => {
  const play = session();
  for (const name of ["one", "two"]) turn(play, name);
  play.say("question three", EXECUTOR);
  play.starts();
  const item = { type: "compaction", encrypted_content: "sealed" };
  play.upstream({ type: "item_done", index: 0, kind: "hosted", item });
  play.says("answer three", 1);
  play.done(950);
  expect(reasons(play)).toEqual([]);
  compact(play);
  turn(play, "four", 950);
  expect(play.effectsOf("ask_summary")[0]?.request.input.map(itemType)).toEqual(["message"]);
  summary(play);
  compact(play);
  const input = play.effectsOf("ask_summary")[1]?.request.input ?? [];
  expect(input.map(itemType)).toEqual(["message"]);
  expect(JSON.stringify(input)).toContain("answer three");
});

function tooLong(play: Play): void {
  play.fails("rejected", "context_length_exceeded");
}

test("[CTX-3] a request that was too long is made once more, after a summary", () => {
  const play = session();
  for (const name of ["one", "two"]) turn(play, name);
  play.say("question three", EXECUTOR);
  const requests = play.requests().length;
  tooLong(play);
  expect(reasons(play)).toEqual(["overflow"]);
  expect(play.requests()).toHaveLength(requests);
  expect(play.state.session.turn.status).toBe("running");
  summary(play);
  expect(play.requests()).toHaveLength(requests + 1);
  expect(input(play)).toEqual([expect.stringMatching(/All of it\.$/), "question three"]);
  play.starts();
  play.says("answer three");
  play.done();
  expect(play.state.session.turns.at(-1)?.end.reason).toBe("completed");
  expect(play.events("response.done").map(({ status }) => status)).toContain("too_long");
});

test("[CTX-3] the second refusal of a turn, and one of a first turn, are shown", () => {
  const play = session();
  turn(play, "one");
  play.say("question two", EXECUTOR);
  tooLong(play);
  summary(play);
  tooLong(play);
  expect(play.state.session.turns.at(-1)?.end).toMatchObject({ error: { code: "context_length_exceeded" } });
  const first = session();
  first.say("question one", EXECUTOR);
  tooLong(first);
  expect(first.state.session.turns[0]?.end.reason).toBe("failed");
  expect(reasons(first)).toEqual([]);
});

test("[CTX-3] calls of the turn keep their outputs when its next request is too long", () => {
  const play = session();
  turn(play, "one");
  play.say("question two", EXECUTOR);
  play.starts();
  play.calls("look");
  play.done();
  const { callId } = play.call();
  const outcome = { ok: true as const, output: "42" };
  const answer = { callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: null };
  play.command({ type: "submit_tool_output", ...answer, outcome });
  tooLong(play);
  summary(play);
  expect(input(play)).toEqual([
    expect.stringMatching(/All of it\.$/),
    "question two",
    "function_call",
    "function_call_output",
  ]);
});

test("[CTX-4] a failed summary changes nothing but says so; the turn that waits for it fails", () => {
  const play = session();
  for (const name of ["one", "two"]) turn(play, name);
  compact(play);
  const { context } = play.state;
  summarised(play, FAILURE);
  expect(play.state.context).toBe(context);
  expect(play.state.session.compaction).toMatchObject({ status: "failed", error: { code: "timeout" } });
  play.say("question three", EXECUTOR);
  tooLong(play);
  summarised(play, { ok: true, text: "  " });
  expect(play.state.session.turns.at(-1)?.end).toMatchObject({
    reason: "failed",
    error: { code: "context_length_exceeded", message: expect.stringContaining("no summary") },
  });
  expect(reasons(play)).toEqual(["person", "overflow"]);
});

test("[CTX-6] a turn that runs while the summary arrives goes on, and its next request starts from it", () => {
  const play = session();
  for (const name of ["one", "two"]) turn(play, name);
  compact(play);
  play.say("question three", EXECUTOR);
  play.starts();
  play.calls("look");
  summary(play);
  play.done();
  const { callId } = play.call();
  const outcome = { ok: true as const, output: "42" };
  const answer = { callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: null };
  play.command({ type: "submit_tool_output", ...answer, outcome });
  expect(play.request().chain).toBeNull();
  const turns = ["question two", "answer two", "question three", "function_call", "function_call_output"];
  expect(input(play)).toEqual([expect.stringMatching(/All of it\.$/), ...turns]);
  play.starts();
  play.says("done");
  play.done();
  play.say("question four", EXECUTOR);
  expect(play.request().chain).not.toBeNull();
  expect(brief(play.request().newItems)).toEqual(["question four"]);
});

test("[CTX-7] a new owner asks again for the summary, and a waiting turn goes on with it", () => {
  const play = session();
  turn(play, "one");
  play.say("question two", EXECUTOR);
  tooLong(play);
  const requests = play.requests().length;
  play.restarts();
  expect([asked(play).length, play.requests().length]).toEqual([2, requests]);
  summary(play);
  summary(play, "Told twice.");
  expect(play.requests()).toHaveLength(requests + 1);
  expect(play.events("context.compacted")).toHaveLength(1);
  expect(play.log.reduce(foldOwner, emptyOwnerState(play.state.session.sessionId))).toEqual(play.state);
});

test("[CTX-8] compact is refused while a summary is made, without turns, and by a model that cannot", () => {
  const play = session();
  expect(compact(play)).toBe("nothing_to_compact");
  turn(play, "one");
  expect(compact(play)).toBeUndefined();
  expect(compact(play)).toBe("stale");
  const rules = session({ contextWindow: WINDOW, takesAsks: false });
  turn(rules, "one");
  expect(compact(rules)).toBe("not_supported");
});
