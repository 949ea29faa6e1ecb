import { expect, test } from "vitest";
import { attachment, CLAIM, EXECUTOR } from "../testing/test-tools";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { Play } from "./testing/play";

const OTHER = "executor-0000000002";

/** A turn whose first response has called a tool and ended. */
function withCall(name: string, play = new Play()): Play {
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  play.calls(name);
  return play;
}

function answer(play: Play, claimId: string | null = null): unknown {
  const { callId } = play.call();
  const outcome = { ok: true as const, output: "42" };
  return play.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId, outcome },
    artifact: null,
    ranMs: 3,
  });
}

test("[TURN-7] a message to an idle session starts a turn and asks for one response", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  expect(play.events("turn.started")).toHaveLength(1);
  expect(play.requests()).toHaveLength(1);
  expect(play.request().fullInput()).toEqual([
    { type: "message", role: "user", content: [{ type: "input_text", text: "hello" }] },
  ]);
});

test("[UP-5] the second turn continues the chain with only what is new", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("one");
  const first = play.request().key;
  play.starts();
  play.upstream({
    type: "item_done",
    index: 0,
    kind: "message",
    item: { type: "message", role: "assistant", content: "1" },
  });
  play.done();
  play.say("two");
  expect(play.request().chain).toBe(first);
  expect(play.request().newItems).toHaveLength(1);
  expect(play.request().fullInput()).toHaveLength(3);
});

test("[TOOL-5] a read call is assigned while its response still streams, one with effects only after it", () => {
  const read = withCall("look");
  expect(read.call().status).toBe("assigned");
  const write = withCall("change");
  expect(write.call().status).toBe("requested");
  write.done();
  expect(write.call().status).toBe("assigned");
});

test("[TOOL-2] the turn goes on only when the response is done and every call has settled", () => {
  const early = withCall("look");
  answer(early);
  expect(early.requests()).toHaveLength(1);
  early.done();
  expect(early.requests()).toHaveLength(2);
  expect(early.request().newItems).toEqual([
    { type: "function_call_output", call_id: "call_0", output: "42" },
  ]);
  const late = withCall("look");
  late.done();
  expect(late.requests()).toHaveLength(1);
  answer(late);
  expect(late.requests()).toHaveLength(2);
});

test("[TOOL-6] a second outcome for one call is stale and changes nothing", () => {
  const play = withCall("look");
  const { callId } = play.call();
  answer(play);
  const again = play.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 },
    outcome: { ok: true, output: "43" },
  });
  expect(again?.code).toBe("stale");
  expect(play.events("tool_call.finished")).toHaveLength(1);
});

test("[TOOL-7][F9] a call of a page that went away moves to another page of the same desk after the grace", () => {
  const play = withCall("look");
  play.command(attachment(OTHER));
  play.feed({ type: "executor_away", executorId: EXECUTOR, at: play.at });
  expect(play.effectsOf("set_timer").at(-1)?.key).toBe(`executor:${EXECUTOR}`);
  play.timer(`executor:${EXECUTOR}`);
  const call = play.call();
  expect(call.status === "assigned" && call.executorId).toBe(OTHER);
});

test("[TOOL-7] a call never moves to a page of another desk", () => {
  const play = withCall("look");
  play.command({ ...attachment(OTHER), deskId: "desk-00000000000002" });
  play.timer(`executor:${EXECUTOR}`);
  expect(play.call().status).toBe("requested");
});

test("[TOOL-8][F9] a started call with effects whose page went away waits for the person and is not run again", () => {
  const play = withCall("change");
  play.done();
  play.command({ type: "start_tool_call", callId: play.call().callId, executorId: EXECUTOR, claimId: CLAIM });
  play.command(attachment(OTHER));
  play.timer(`executor:${EXECUTOR}`);
  expect(play.call().status).toBe("awaiting_outcome");
  expect(play.events("tool_call.finished")).toEqual([]);
  expect(play.events("tool_call.assigned")).toHaveLength(1);
});

test("[TOOL-9] a call that no page can run ends as no_browser after its wait", () => {
  const play = withCall("look");
  play.command({ type: "detach_executor", executorId: EXECUTOR });
  play.timer(`call:${play.call().callId}`);
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "no_browser" } });
});

test("[TOOL-10] a tool that does not answer within its time is given up, and the model is told", () => {
  const play = withCall("look");
  play.done();
  play.timer(`call:${play.call().callId}`);
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "timed_out" } });
  expect(play.requests()).toHaveLength(2);
});

test("[TURN-3][F69] a turn ends at its cap of rounds, and says so", () => {
  const play = withCall("look", new Play({ rounds: 1 }));
  play.done();
  answer(play);
  expect(play.events("turn.finished")[0]?.end).toMatchObject({
    reason: "limit",
    error: { code: "too_many_rounds" },
  });
  expect(play.requests()).toHaveLength(1);
});

test("[TURN-4][F69] a turn ends at its cap of wall time: open calls are cancelled and the response with them", () => {
  const play = withCall("look");
  play.timer("turn:t4");
  expect(play.events("turn.finished")[0]?.end).toMatchObject({
    reason: "limit",
    error: { code: "turn_too_long" },
  });
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "cancelled" } });
  expect(play.effectsOf("cancel_response")).toHaveLength(1);
});

test("[TURN-5] a stopped turn leaves a whole context: outputs for its calls, a note, and no chain", () => {
  const play = withCall("look");
  play.command({ type: "cancel_turn" });
  play.say("again");
  const items = play.request().fullInput();
  expect(items.map((item) => item.type)).toEqual([
    "message",
    "function_call",
    "function_call_output",
    "message",
    "message",
  ]);
  expect(play.request().chain).toBeNull();
});

test("[TURN-6] a stop leaves the queue waiting; a turn that ends by itself takes the next message", () => {
  const stopped = withCall("look");
  stopped.say("later");
  stopped.command({ type: "cancel_turn" });
  expect(stopped.state.session.queue).toHaveLength(1);
  const ended = withCall("look");
  ended.say("later");
  answer(ended);
  ended.done();
  ended.starts();
  ended.done();
  expect(ended.state.session.queue).toHaveLength(0);
  expect(ended.events("turn.started")).toHaveLength(2);
});

test("[UP-3] a response lost with text under way ends the turn and is not repeated", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.starts();
  play.text("half an");
  play.fails("lost");
  expect(play.events("turn.finished")[0]?.end).toMatchObject({ reason: "interrupted" });
  expect(play.requests()).toHaveLength(1);
});

test("[UP-2] a response that never began took no time, and did not begin in 1970", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.at += 700;
  play.fails("lost");
  expect(play.events("response.done").at(0)).toMatchObject({ timings: { firstEventMs: 0, totalMs: 0 } });
});

test("[UP-2] a response lost before it announced an item is asked for once more, under a new key, and no more", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.fails("lost");
  expect(play.requests().map((request) => request.key)).toEqual(["t2.0", "t2.1"]);
  play.fails("lost");
  expect(play.requests()).toHaveLength(2);
  expect(play.events("turn.finished")[0]?.end).toMatchObject({ reason: "interrupted" });
});

test("[UP-6] events of another attempt than the current one are dropped", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.fails("lost");
  const before = play.log.length;
  const stale = { key: "t2.0", type: "item_delta" as const, index: 0, text: "old" };
  play.feed({ type: "upstream", event: stale, at: play.at });
  expect(play.log).toHaveLength(before);
});

test("[OWN-2] a new owner asks again for a response that was due, and keeps the deadline of calls", () => {
  const due = new Play();
  due.command({ type: "create_session", model: null });
  due.say("hello");
  due.restarts();
  expect(due.requests().map((request) => request.key)).toEqual(["t2.0", "t2.0"]);
  const waiting = withCall("look");
  waiting.done();
  waiting.restarts();
  expect(waiting.requests()).toHaveLength(1);
  expect(waiting.effectsOf("set_timer").map(({ key }) => key)).toContain(`call:${waiting.call().callId}`);
});

test("[OWN-3] a new owner never continues text that was under way: the turn is interrupted", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.starts();
  play.text("half");
  play.restarts();
  expect(play.events("turn.finished")[0]?.end).toMatchObject({
    reason: "interrupted",
    error: { code: "interrupted" },
  });
  expect(play.state.session.turns[0]?.entries).toMatchObject([{ kind: "message", text: "half" }]);
});

test("[OWN-4] folding the log again gives the same state", () => {
  const play = withCall("look");
  answer(play);
  play.done();
  play.starts();
  play.text("done");
  const again = play.log.reduce(foldOwner, emptyOwnerState(play.state.session.sessionId));
  expect(again).toEqual(play.state);
});

test("[ACC-1] a viewer's command is forbidden and changes nothing", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  const before = play.log.length;
  const refusal = play.feed({
    ...{ type: "command", commandId: "command-from-viewer", principal: "v", role: "viewer", at: play.at },
    command: { type: "send_message", text: "let me", executorId: null },
  });
  expect(refusal?.code).toBe("forbidden");
  expect(play.log).toHaveLength(before);
});
