import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { itemType, textOf } from "../../lib/responses/item";
import { windowOf } from "../../lib/responses/sealed-item";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { Play } from "./testing/play";

const made = (name: string): Item[] => [
  { type: "message", id: "msg_1", role: "user", content: [{ type: "input_text", text: "kept" }] },
  { type: "compaction", id: "cmp_1", encrypted_content: name },
];

function session(...turns: string[]): Play {
  const play = new Play({}, { contextWindow: 100_000, takesAsks: true });
  play.command({ type: "create_session", model: null });
  play.command({ type: "rename", title: "Titled" });
  play.command(attachment());
  for (const name of turns) turn(play, name);
  return play;
}

function turn(play: Play, name: string): void {
  play.say(`question ${name}`, EXECUTOR);
  play.starts();
  play.says(`answer ${name}`);
  play.done(100);
}

function compact(play: Play, window: readonly Item[]): void {
  play.command({ type: "compact" });
  answer(play, window);
}

function answer(play: Play, window: readonly Item[]): void {
  const { compaction } = play.state.session;
  const upTo = compaction.status === "running" ? compaction.upTo : "t0";
  play.feed({ type: "summarised", upTo, answer: { ok: true, window }, at: play.at });
}

const brief = (items: readonly Item[]): unknown[] =>
  items.map(
    (item) => windowOf(item) ?? (itemType(item) === "message" ? textOf(item.content) : itemType(item)),
  );

const asked = (play: Play) => play.effectsOf("ask_summary");

test("[CTX-9] the provider is given whole turns, and what it makes of them begins a new chain before the turns after", () => {
  const play = session("one", "two", "three");
  play.command({ type: "compact" });
  expect(asked(play)[0]?.compact).toMatchObject({ model: "m", instructions: "Be brief." });
  const plain = ["question one", "answer one", "question two", "answer two"];
  expect(brief(asked(play)[0]?.compact.input ?? [])).toEqual(plain);
  answer(play, made("sealed"));
  play.say("question four", EXECUTOR);
  expect(play.request().chain).toBeNull();
  const rest = ["question three", "answer three", "question four"];
  expect(brief(play.request().fullInput())).toEqual([...plain, made("sealed"), ...rest]);
  expect(play.events("context.compacted")).toHaveLength(1);
  expect(play.events("compaction.failed")).toEqual([]);
});

test("[CTX-9] [VIS-3] the window stands beside the event, not in it", () => {
  const play = session("one");
  compact(play, made("sealed-secret"));
  expect(JSON.stringify(play.log.map(({ event }) => event))).not.toContain("sealed-secret");
  expect(play.log.at(-1)).toMatchObject({ secret: { type: "window", items: made("sealed-secret") } });
});

test("[CTX-9] a second window takes the place of the first, and the chain goes on after it", () => {
  const play = session("one", "two");
  compact(play, made("first"));
  turn(play, "three");
  turn(play, "four");
  expect(play.request().chain).not.toBeNull();
  compact(play, made("second"));
  expect(brief(asked(play)[1]?.compact.input ?? [])).toContainEqual(made("first"));
  play.say("question five", EXECUTOR);
  const windows = play
    .request()
    .fullInput()
    .flatMap((item) => windowOf(item) ?? []);
  expect(windows).toEqual(made("second"));
  expect(brief(play.request().fullInput()).slice(-4)).toEqual([
    ...[made("second"), "question four", "answer four", "question five"],
  ]);
});

test("[CTX-9] a summary after a window is made of the turns themselves, and stands for both", () => {
  const play = session("one", "two");
  compact(play, made("sealed"));
  turn(play, "three");
  play.command({ type: "compact" });
  expect(textOf(asked(play)[1]?.request.input.at(-1)?.content)).toContain("Person: question one");
  const { compaction } = play.state.session;
  const upTo = compaction.status === "running" ? compaction.upTo : "t0";
  play.feed({ type: "summarised", upTo, answer: { ok: true, text: "All of it." }, at: play.at });
  play.say("question four", EXECUTOR);
  expect(brief(play.request().fullInput())).toEqual([
    ...[expect.stringMatching(/All of it\.$/), "question three", "answer three", "question four"],
  ]);
});

test("[CTX-6] [CTX-7] [CTX-9] a window that arrives in a turn, and one that a new owner folds, part no call from its output", () => {
  const play = session("one", "two");
  play.command({ type: "compact" });
  play.say("question three", EXECUTOR);
  play.starts();
  play.calls("look");
  answer(play, made("sealed"));
  play.done();
  const outcome = { ok: true as const, output: "42" };
  const { callId } = play.call();
  const output = { callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: null };
  play.command({ type: "submit_tool_output", ...output, outcome });
  expect(play.request().chain).toBeNull();
  const rest = ["question two", "answer two", "question three", "function_call", "function_call_output"];
  expect(brief(play.request().fullInput())).toEqual([
    ...["question one", "answer one", made("sealed")],
    ...rest,
  ]);
  expect(play.log.reduce(foldOwner, emptyOwnerState(play.state.session.sessionId))).toEqual(play.state);
});
