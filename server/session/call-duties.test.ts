import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { attachment, CLAIM, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

/** A turn whose response has called tools and ended. */
function calling(...names: string[]): Play {
  const play = begun();
  for (const [index, name] of names.entries()) play.calls(name, index);
  play.done();
  return play;
}

function begun(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  return play;
}

const answer = (callId: string, output: string) => ({
  ...{ type: "submit_tool_output" as const, callId, executorId: EXECUTOR, claimId: null },
  ...{ outcome: { ok: true as const, output }, artifact: null, ranMs: 1 },
});

/** Call ids of a context and what answers each of them. */
function answersIn(items: readonly Item[]): Record<string, string[]> {
  const calls = items.filter(({ type }) => type === "function_call");
  return Object.fromEntries(
    calls.map(({ call_id }) => [
      call_id ?? "",
      items
        .filter((item) => item.type === "function_call_output" && item.call_id === call_id)
        .map(({ output }) => String(output)),
    ]),
  );
}

const coded = (code: string): string[] => [expect.stringContaining(`"code":"${code}"`) as string];

test("[C25] a call whose page has gone is answered for it, and the turn goes on", () => {
  const play = calling("look");
  const { callId } = play.call();
  play.feed({ type: "executor_away", executorId: EXECUTOR, at: play.at });
  play.timer(`executor:${EXECUTOR}`);
  play.timer(`call:${callId}`);
  expect(play.requests()).toHaveLength(2);
  expect(answersIn(play.request().fullInput())).toEqual({ call_0: coded("no_browser") });
});

test("[C25] a call with effects whose page went in the middle of it is answered as of unknown outcome once nobody can say", () => {
  const play = calling("change");
  const { callId } = play.call();
  play.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
  play.timer(`executor:${EXECUTOR}`);
  expect(play.requests()).toHaveLength(1);
  play.command({ type: "resolve_outcome", callId, answer: "unknown" });
  expect(answersIn(play.request().fullInput())).toEqual({ call_0: coded("unknown_outcome") });
});

test("[C25] a call that its page does not answer in time is answered for it, beside one that was answered", () => {
  const play = calling("look", "look");
  const [first, second] = play.events("tool_call.requested");
  play.command(answer(`c${first?.seq}`, "42"));
  expect(play.requests()).toHaveLength(1);
  play.timer(`call:c${second?.seq}`);
  expect(play.requests()).toHaveLength(2);
  expect(answersIn(play.request().fullInput())).toEqual({ call_0: ["42"], call_1: coded("timed_out") });
});

test("[C25] calls that a stop has cancelled are answered before the next request, none of them twice", () => {
  const play = calling("look", "change");
  play.command({ type: "cancel_turn" });
  play.say("next");
  expect(answersIn(play.request().fullInput())).toEqual({
    call_0: coded("cancelled"),
    call_1: coded("cancelled"),
  });
});

test("[C26] a result that comes again is refused, and the model is given the first one once", () => {
  const play = calling("look");
  const { callId } = play.call();
  expect(play.command(answer(callId, "first"))).toBeNull();
  expect(play.command(answer(callId, "first"))).toMatchObject({ code: "stale" });
  expect(play.command(answer(callId, "second"))).toMatchObject({ code: "stale" });
  expect(play.requests()).toHaveLength(2);
  expect(answersIn(play.request().fullInput())).toEqual({ call_0: ["first"] });
});

test("[C27][F66] arguments are read when the call is complete: half of them, however they look, call nothing", () => {
  const play = begun();
  play.upstream({ type: "item_added", index: 0, kind: "tool_call", name: "look" });
  play.upstream({ type: "item_delta", index: 0, text: "{}" });
  play.upstream({ type: "item_delta", index: 0, text: '{"n":' });
  expect(play.events("tool_call.requested")).toEqual([]);
  const item = { type: "function_call", call_id: "call_0", name: "look", arguments: '{}{"n":' };
  play.upstream({ type: "item_done", index: 0, kind: "tool_call", item });
  play.done();
  expect(play.events("tool_call.assigned")).toEqual([]);
  expect(answersIn(play.request().fullInput())).toEqual({ call_0: coded("invalid_arguments") });
});

test("the provider's ids of calls are kept for the running turn alone", () => {
  const play = new Play();
  play.command(attachment());
  for (let turn = 0; turn < 3; turn += 1) {
    play.say("go", EXECUTOR);
    play.starts();
    play.calls("no_such_tool");
    play.done();
    play.starts();
    play.says("done");
    play.done();
  }
  expect([...play.state.context.providerCallIds.values()]).toEqual(["call_0"]);
});
