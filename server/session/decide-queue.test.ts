import { expect, test } from "vitest";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

/** A turn under way, and messages that wait. */
function waiting(...texts: string[]): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  for (const text of texts) play.say(text, EXECUTOR);
  return play;
}

const queue = (play: Play): string[] => play.state.session.queue.map(({ text }) => text);
const idOf = (play: Play, text: string): string =>
  play.state.session.queue.find((message) => message.text === text)?.queueId ?? "q0";
const move = (play: Play, text: string, before: string | null) =>
  play.command({
    type: "reorder_queue",
    queueId: idOf(play, text),
    before: before === null ? null : idOf(play, before),
  });

test("[QUEUE-1] an edited message keeps its place and is sent as edited", () => {
  const play = waiting("one", "two");
  play.command({ type: "edit_queued", queueId: idOf(play, "one"), text: "better" });
  expect(queue(play)).toEqual(["better", "two"]);
  play.done();
  expect(play.events("turn.started").at(-1)).toMatchObject({ text: "better", executorId: EXECUTOR });
});

test("[QUEUE-1] a message that does not wait any more cannot be edited", () => {
  const play = waiting("one");
  const queueId = idOf(play, "one");
  play.done();
  expect(play.command({ type: "edit_queued", queueId, text: "late" })?.code).toBe("stale");
});

test.each<[string, string | null, string[]]>([
  ["three", "one", ["three", "one", "two"]],
  ["one", "three", ["two", "one", "three"]],
  ["one", null, ["two", "three", "one"]],
  ["two", "two", ["one", "two", "three"]],
])("[QUEUE-2] moving %s before %s makes the order %j", (text, before, order) => {
  const play = waiting("one", "two", "three");
  expect(move(play, text, before)).toBeNull();
  expect(queue(play)).toEqual(order);
});

test("[QUEUE-2] a move to or of a message that is gone is stale and changes nothing", () => {
  const play = waiting("one", "two");
  expect(move(play, "gone", "one")?.code).toBe("stale");
  expect(move(play, "one", "gone")?.code).toBe("stale");
  expect(queue(play)).toEqual(["one", "two"]);
});

test.each<[string, (play: Play) => void]>([
  ["stopped", (play) => void play.command({ type: "cancel_turn" })],
  ["failed", (play) => play.fails("rejected")],
  ["interrupted", (play) => (play.text("half"), play.fails("lost"))],
  ["over its time", (play) => play.timer("turn:t4")],
])("[TURN-6] a turn that is %s pauses the queue, and a restart does not open it", (_how, end) => {
  const play = waiting("one", "two");
  end(play);
  play.restarts();
  expect(play.state.session).toMatchObject({ turn: { status: "idle" }, queueStatus: "paused" });
  expect(queue(play)).toEqual(["one", "two"]);
});

test("[TURN-6] a new message does not open a paused queue", () => {
  const play = waiting("one");
  play.command({ type: "cancel_turn" });
  play.say("now");
  play.starts();
  play.done();
  expect(queue(play)).toEqual(["one"]);
  expect(play.events("turn.started").map(({ text }) => text)).toEqual(["go", "now"]);
});

test("[QUEUE-3] a resumed queue starts at once when no turn runs, and is stale when it was not paused", () => {
  const play = waiting("one", "two");
  expect(play.command({ type: "resume_queue" })?.code).toBe("stale");
  play.command({ type: "cancel_turn" });
  expect(play.command({ type: "resume_queue" })).toBeNull();
  expect(play.events("turn.started").at(-1)?.text).toBe("one");
  expect(queue(play)).toEqual(["two"]);
  play.starts();
  play.done();
  expect(play.events("turn.started").at(-1)?.text).toBe("two");
});

test("[QUEUE-4] a message sent now while no turn runs starts one, and the others stay paused", () => {
  const play = waiting("one", "two");
  play.command({ type: "cancel_turn" });
  play.command({ type: "send_queued_now", queueId: idOf(play, "two") });
  expect(play.events("turn.started").at(-1)?.text).toBe("two");
  play.starts();
  play.done();
  expect(play.state.session).toMatchObject({ turn: { status: "idle" }, queueStatus: "paused" });
  expect(queue(play)).toEqual(["one"]);
});

test("[QUEUE-4] a message sent now while a turn runs leaves the queue and steers", () => {
  const play = waiting("one", "two");
  const queueId = idOf(play, "two");
  play.command({ type: "send_queued_now", queueId });
  expect(queue(play)).toEqual(["one"]);
  expect(play.effectsOf("steer_response")).toMatchObject([{ request: { text: "two" } }]);
  expect(play.command({ type: "send_queued_now", queueId })?.code).toBe("stale");
});

test("[QUEUE-5] a queue with nothing left in it is open again", () => {
  const play = waiting("one");
  play.command({ type: "cancel_turn" });
  play.command({ type: "remove_queued", queueId: idOf(play, "one") });
  expect(play.state.session.queueStatus).toBe("open");
  play.say("next");
  play.say("after");
  play.starts();
  play.done();
  expect(play.events("turn.started").at(-1)?.text).toBe("after");
});

test("[QUEUE-6] a queue is what the log says after a restart, and goes on from there", () => {
  const play = waiting("one", "two");
  move(play, "two", "one");
  const before = play.state.session.queue;
  play.done();
  play.restarts();
  expect(play.events("turn.started").at(-1)?.text).toBe("two");
  expect(play.state.session.queue).toEqual(before.slice(1));
});

test("C25 a stopped turn answers every open call before the next request", () => {
  const play = waiting();
  play.calls("look");
  play.calls("change", 1);
  play.done();
  play.command({ type: "cancel_turn" });
  play.say("next");
  const items = play.request().fullInput();
  const ids = (type: string) => items.filter((item) => item.type === type).map((item) => item.call_id);
  expect(ids("function_call")).toEqual(["call_0", "call_1"]);
  expect(ids("function_call_output")).toEqual(["call_0", "call_1"]);
});

test("U18 a call that was interrupted before its output was sent leaves no orphan behind", () => {
  const play = waiting();
  play.calls("look");
  play.command({ type: "cancel_turn" });
  play.say("next");
  const outputs = play
    .request()
    .fullInput()
    .filter((item) => item.type === "function_call_output");
  expect(outputs).toMatchObject([{ call_id: "call_0", output: expect.stringContaining("cancelled") }]);
});

test("[C26][F13] a tool result that comes after the stop is stale and reaches no later turn", () => {
  const play = waiting();
  play.calls("look");
  const { callId } = play.call();
  play.command({ type: "cancel_turn" });
  play.say("next");
  const late = play.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 },
    outcome: { ok: true, output: "too late" },
  });
  expect(late?.code).toBe("stale");
  expect(JSON.stringify(play.request().fullInput())).not.toContain("too late");
});

test("[C38][U16][U44][F68] a stop ends the response upstream, and nothing of it reaches the next turn", () => {
  const play = waiting();
  play.text("old");
  const { key } = play.request();
  play.command({ type: "cancel_turn" });
  expect(play.effectsOf("cancel_response")).toEqual([{ type: "cancel_response", key }]);
  play.say("next");
  play.starts();
  const before = play.log.length;
  const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: "old" }] };
  play.feed({ type: "upstream", event: { type: "item_delta", key, index: 0, text: "old" }, at: play.at });
  play.feed({
    type: "upstream",
    event: { type: "item_done", key, index: 0, kind: "message", item },
    at: play.at,
  });
  expect(play.log).toHaveLength(before);
});

test("C39 U33 finished items of a stopped turn stay, with a note that it ended early", () => {
  const play = waiting();
  const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: "kept" }] };
  play.upstream({ type: "item_done", index: 0, kind: "message", item });
  play.text("half", 1);
  play.command({ type: "cancel_turn" });
  play.say("next");
  const text = JSON.stringify(play.request().fullInput());
  expect(text).toContain("kept");
  expect(text).toContain("ended early (stopped)");
  expect(text).not.toContain("half");
  expect(play.request().chain).toBeNull();
});

test("C24 U19 all calls of a response are answered in one request, in call order", () => {
  const play = waiting();
  play.calls("look");
  play.calls("look", 1);
  play.done();
  const [first, second] = [
    ...(play.state.session.turn.status === "running" ? play.state.session.turn.calls.keys() : []),
  ];
  for (const callId of [second, first]) {
    play.command({
      ...{ type: "submit_tool_output", callId: callId ?? "", executorId: EXECUTOR, claimId: null },
      ...{ outcome: { ok: true, output: "x" }, artifact: null, ranMs: 1 },
    });
  }
  expect(play.requests()).toHaveLength(2);
  expect(play.request().newItems.map((output) => output.call_id)).toEqual(["call_0", "call_1"]);
});
