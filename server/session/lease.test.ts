import { expect, test } from "vitest";
import { guestForm } from "../../lib/protocol/visibility";
import { callsToRun } from "../../lib/session/calls";
import { attachment, CLAIM, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

const OTHER = "executor-0000000002";
const OTHER_DESK = "desk-00000000000002";

/** Two tabs of one browser; the first one has attached first, and so holds the tools. */
function twoTabs(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.command(attachment(OTHER));
  return play;
}

function calling(name: string, play = twoTabs()): Play {
  play.say("go", EXECUTOR);
  play.starts();
  play.calls(name);
  return play;
}

const take = (play: Play, executorId = OTHER, epoch = play.state.session.lease?.epoch ?? 0) =>
  play.command({ type: "take_tools", executorId, epoch });

const holder = (play: Play) => play.state.session.lease?.executorId;

const submit = (play: Play, executorId: string, claimId: string | null = null) =>
  play.command({
    ...{
      type: "submit_tool_output",
      callId: play.call().callId,
      executorId,
      claimId,
      artifact: null,
      ranMs: 1,
    },
    outcome: { ok: true, output: "42" },
  });

const start = (play: Play, executorId = EXECUTOR) =>
  play.command({ type: "start_tool_call", callId: play.call().callId, executorId, claimId: CLAIM });

test("[LEASE-1] the first page that attaches holds the tools, and a second one does not change that", () => {
  const play = twoTabs();
  expect(play.events("executor.leased")).toMatchObject([{ executorId: EXECUTOR, epoch: 1, cause: "moved" }]);
  play.command(attachment());
  expect(play.events("executor.leased")).toHaveLength(1);
});

test("[LEASE-2] a turn takes the tools to the page that sent its message, and a steer moves nothing", () => {
  const play = twoTabs();
  play.say("go", OTHER);
  expect(play.events("executor.leased").at(-1)).toMatchObject({
    executorId: OTHER,
    epoch: 2,
    cause: "message",
  });
  play.command({ type: "steer", text: "and this", executorId: EXECUTOR });
  expect(holder(play)).toBe(OTHER);
});

test("[LEASE-2] a message from a page that is not attached leaves the tools where they are", () => {
  const play = twoTabs();
  play.say("go", "executor-0000000009");
  expect(holder(play)).toBe(EXECUTOR);
});

test("[LEASE-3] a hand-over takes a read call along at once, and its first page's answer is stale", () => {
  const play = calling("look");
  expect(take(play)).toBeNull();
  expect(play.events("executor.leased").at(-1)).toMatchObject({
    executorId: OTHER,
    epoch: 2,
    cause: "taken",
  });
  expect(play.call()).toMatchObject({ status: "assigned", executorId: OTHER });
  expect(submit(play, EXECUTOR)?.code).toBe("stale");
  expect(submit(play, OTHER)).toBeNull();
});

test("[LEASE-3] a call with effects that has not started moves, and only its new page may start it", () => {
  const play = calling("change");
  play.done();
  take(play);
  expect(start(play)?.code).toBe("stale");
  expect(start(play, OTHER)).toBeNull();
});

test("[LEASE-4] a call with effects that has started stays with its page, whose answer counts", () => {
  const play = calling("change");
  play.done();
  start(play);
  take(play);
  expect(play.call()).toMatchObject({ status: "started", executorId: EXECUTOR });
  expect(callsToRun(play.state.session, { executorId: OTHER, claimId: CLAIM })).toEqual([]);
  expect(submit(play, OTHER, CLAIM)?.code).toBe("stale");
  expect(submit(play, EXECUTOR, CLAIM)).toBeNull();
});

test("[LEASE-5] a hand-over of a lease that has moved since, or to a page that is not there, is stale", () => {
  const play = twoTabs();
  expect(take(play, OTHER, 0)?.code).toBe("stale");
  expect(take(play, EXECUTOR)?.code).toBe("stale");
  expect(take(play, "executor-0000000009")?.code).toBe("stale");
  expect(take(play)).toBeNull();
  expect(play.events("executor.leased")).toHaveLength(2);
});

test("[LEASE-5] nobody hands over a page of another principal", () => {
  const play = twoTabs();
  const command = { type: "take_tools" as const, executorId: OTHER, epoch: 1 };
  const input = { type: "command" as const, commandId: "command-of-another-one", command, at: play.at };
  expect(play.feed({ ...input, principal: "q", role: "owner" })?.code).toBe("forbidden");
});

test("[LEASE-6] after a hand-over by the person, messages that wait take the tools nowhere", () => {
  const play = calling("look");
  play.say("next", EXECUTOR);
  take(play);
  submit(play, OTHER);
  play.done();
  play.starts();
  play.says("done");
  play.done();
  expect(play.state.session.turn).toMatchObject({ status: "running", text: "next" });
  expect(holder(play)).toBe(OTHER);
});

test("[LEASE-7] the tools of a page that has gone move to one of its desk, and wait where there is none", () => {
  const play = twoTabs();
  play.timer(`executor:${EXECUTOR}`);
  expect(play.events("executor.leased").at(-1)).toMatchObject({ executorId: OTHER, cause: "moved" });
  play.command({ ...attachment(EXECUTOR), deskId: OTHER_DESK });
  play.timer(`executor:${OTHER}`);
  expect(play.events("executor.leased")).toHaveLength(2);
  expect(take(play, EXECUTOR)).toBeNull();
  expect(holder(play)).toBe(EXECUTOR);
});

test("[LEASE-7] a reload within the grace keeps the tools, also where another page is open", () => {
  const play = twoTabs();
  play.feed({ type: "executor_away", executorId: EXECUTOR, at: play.at });
  play.command(attachment());
  expect(holder(play)).toBe(EXECUTOR);
});

test("[LEASE-7] a new owner keeps the lease", () => {
  const play = twoTabs();
  take(play);
  play.restarts();
  expect(holder(play)).toBe(OTHER);
  expect(play.events("executor.leased")).toHaveLength(2);
});

test("[LEASE-8][F74] a guest neither sees the lease nor takes it", () => {
  const play = twoTabs();
  const command = { type: "take_tools" as const, executorId: OTHER, epoch: 1 };
  const input = { type: "command" as const, commandId: "command-of-a-viewer-1", command, at: play.at };
  expect(play.feed({ ...input, principal: "guest", role: "viewer" })?.code).toBe("forbidden");
  expect(guestForm("executor.leased")).toBe("hidden");
});

test("[TOOL-8][F43] a page that its new owner finds connected is not detached, one that is not has five seconds", () => {
  const play = twoTabs();
  const before = play.effects.length;
  play.restarts([EXECUTOR]);
  const timers = play.effects
    .slice(before)
    .flatMap((effect) => (effect.type === "set_timer" ? effect.key : []));
  expect(timers).toEqual([`executor:${OTHER}`]);
});
