import { expect, test } from "vitest";
import { activityOf } from "../../lib/session/select";
import type { Outcome, OutcomeAnswer } from "../../lib/protocol/tool";
import { attachment, CLAIM, EXECUTOR } from "../testing/test-tools";
import type { Play } from "./testing/play";
import { callBesideTwoTabs, OTHER } from "./testing/two-tabs";

const HAPPENED: Outcome = { ok: true, output: "42" };
const UNKNOWN: Outcome = { ok: false, error: { code: "unknown_outcome", message: "reloaded" } };

const started = (): Play => callBesideTwoTabs("change");

/** Its tab went away, and the person is asked. */
function asked(): Play {
  const play = started();
  play.timer(`executor:${EXECUTOR}`);
  return play;
}

const resolve = (play: Play, answer: OutcomeAnswer, callId = play.call().callId) =>
  play.command({ type: "resolve_outcome", callId, answer });

const submit = (play: Play, outcome: Outcome, claimId: string | null = CLAIM, callId = play.call().callId) =>
  play.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId, outcome },
    artifact: null,
    ranMs: 1,
  });

const told = (play: Play): string => JSON.stringify(play.request().newItems);

test("[OUT-1] the turn waits for the person, and the wait has no clock but the turn's", () => {
  const play = asked();
  expect(play.call().status).toBe("awaiting_outcome");
  expect(activityOf(play.state.session)).toBe("waiting");
  play.timer(`call:${play.call().callId}`);
  expect(play.events("tool_call.finished")).toEqual([]);
  play.restarts();
  expect(play.call().status).toBe("awaiting_outcome");
});

test("[OUT-1] a started call that is not answered in time, or whose page cannot tell, is asked about", () => {
  const late = started();
  late.timer(`call:${late.call().callId}`);
  expect(late.call().status).toBe("awaiting_outcome");
  const reloaded = started();
  expect(submit(reloaded, UNKNOWN)).toBeNull();
  expect(reloaded.call().status).toBe("awaiting_outcome");
  expect(submit(reloaded, UNKNOWN)?.code).toBe("stale");
});

test("[OUT-2] it happened: the model is told so by the person's word, and nothing is run again", () => {
  const play = asked();
  expect(resolve(play, "happened")).toBeNull();
  expect(play.events("tool_call.finished")[0]?.outcome.ok).toBe(true);
  expect(told(play)).toContain('\\"outcome\\":\\"happened\\",\\"source\\":\\"person\\"');
  expect(play.events("tool_call.assigned")).toHaveLength(1);
});

test("[OUT-3] it did not: the call goes to the page with the tools, is claimed anew, and its old page is stale", () => {
  const play = asked();
  expect(resolve(play, "run_again")).toBeNull();
  expect(play.call()).toMatchObject({ status: "assigned", executorId: OTHER });
  expect(submit(play, HAPPENED)?.code).toBe("stale");
  expect(play.events("approval.requested")).toEqual([]);
});

test("[OUT-4] the person cannot tell: the call ends as unknown_outcome, and the model is told", () => {
  const play = asked();
  resolve(play, "unknown");
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "unknown_outcome" } });
  expect(told(play)).toContain("unknown_outcome");
});

test("[OUT-4] no answer within the turn's time, or a stop, ends the call as unknown_outcome", () => {
  const stopped = asked();
  stopped.command({ type: "cancel_turn" });
  const limited = asked();
  const turn = limited.state.session.turn;
  if (turn.status === "running") limited.timer(`turn:${turn.turnId}`);
  const outcomes = [stopped, limited].map((each) => each.events("tool_call.finished")[0]?.outcome);
  expect(outcomes).toMatchObject([
    { error: { code: "unknown_outcome" } },
    { error: { code: "unknown_outcome" } },
  ]);
  expect(limited.events("turn.finished")[0]?.end).toMatchObject({ reason: "limit" });
});

test("[OUT-5] what the old page has kept answers before the person does, under its own claim alone", () => {
  const play = asked();
  play.command(attachment());
  expect(submit(play, HAPPENED, "claim-0000000000002")?.code).toBe("stale");
  expect(submit(play, HAPPENED)).toBeNull();
  expect(play.events("tool_call.finished")[0]?.outcome).toEqual(HAPPENED);
});

test("[OUT-6] an answer about a call of which nobody is asked is stale, and a guest's is forbidden", () => {
  const play = started();
  const { callId } = play.call();
  expect(resolve(play, "happened")?.code).toBe("stale");
  play.timer(`executor:${EXECUTOR}`);
  const command = { type: "resolve_outcome" as const, callId, answer: "happened" as const };
  const input = { type: "command" as const, commandId: "command-of-a-viewer-1", command, at: play.at };
  expect(play.feed({ ...input, principal: "guest", role: "viewer" })?.code).toBe("forbidden");
  resolve(play, "happened", callId);
  expect(resolve(play, "run_again", callId)?.code).toBe("stale");
});

test("[TOOL-6][F11][F12][F13] an outcome that comes twice, another one, and one after the end change nothing", () => {
  const play = started();
  const { callId } = play.call();
  submit(play, HAPPENED);
  const before = play.log.length;
  expect(submit(play, HAPPENED, CLAIM, callId)?.code).toBe("stale");
  expect(submit(play, { ok: true, output: "43" }, CLAIM, callId)?.code).toBe("stale");
  play.starts();
  play.says("done");
  play.done();
  const ended = play.log.length;
  expect(submit(play, HAPPENED, CLAIM, callId)?.code).toBe("stale");
  expect(play.log).toHaveLength(ended);
  expect(ended).toBeGreaterThan(before);
  expect(play.events("tool_call.finished")).toHaveLength(1);
});
