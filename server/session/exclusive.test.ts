import { expect, test } from "vitest";
import { toolSpecSchema, type ToolSpec } from "../../lib/protocol/tool";
import { attachment, CLAIM, EXECUTOR, TEST_TOOLS } from "../testing/test-tools";
import { calling, callsOf, statusesOf } from "./testing/calling";
import type { Play } from "./testing/play";
import { wordOn } from "../testing/approving";

const ALONE: Partial<ToolSpec> = { concurrency: "exclusive:till" };

/** The tools of the tests, and three that share a till. */
const TOOLS: ToolSpec[] = [
  ...TEST_TOOLS,
  { ...of("look"), ...ALONE, name: "count_till" },
  { ...of("change"), ...ALONE, name: "pay" },
  { ...of("ask_first"), ...ALONE, name: "pay_out" },
];

function of(name: string): ToolSpec {
  const spec = TEST_TOOLS.find((tool) => tool.name === name);
  if (!spec) throw new Error(`no test tool ${name}`);
  return spec;
}

const pay = (...names: string[]): Play => calling(names, TOOLS);

const callId = (play: Play, at: number): string => callsOf(play)[at]?.callId ?? "";

const start = (play: Play, at: number) =>
  play.command({
    type: "start_tool_call",
    callId: callId(play, at),
    executorId: EXECUTOR,
    claimId: CLAIM,
  });

const answer = (play: Play, at: number, claimId: string | null = CLAIM) =>
  play.command({
    ...{ type: "submit_tool_output", callId: callId(play, at), executorId: EXECUTOR, claimId },
    ...{ outcome: { ok: true, output: "paid" }, artifact: null, ranMs: 1 },
  });

test("[TOOL-15] of three calls that exclude each other one is with the page at a time, in call order", () => {
  const play = pay("pay", "pay", "pay");
  expect(statusesOf(play)).toEqual(["assigned", "requested", "requested"]);
  start(play, 0);
  answer(play, 0);
  expect(statusesOf(play)).toEqual(["finished", "assigned", "requested"]);
  start(play, 1);
  answer(play, 1);
  expect(statusesOf(play)).toEqual(["finished", "finished", "assigned"]);
  start(play, 2);
  answer(play, 2);
  expect(play.requests()).toHaveLength(2);
});

test("[TOOL-15] a tool that reads waits too where it says so, and other tools do not wait", () => {
  const play = pay("count_till", "look", "pay");
  expect(statusesOf(play)).toEqual(["assigned", "assigned", "requested"]);
  answer(play, 0, null);
  expect(statusesOf(play)).toEqual(["finished", "assigned", "assigned"]);
});

test("[TOOL-15] the time of a call that waits begins when it is assigned", () => {
  const play = pay("pay", "pay");
  start(play, 0);
  play.at += 4_000;
  answer(play, 0);
  expect(play.events("tool_call.assigned").map(({ deadline }) => deadline)).toEqual([16_000, 20_000]);
});

test("[TOOL-15] an allowed call waits for one under way, and an asked one holds up nobody", () => {
  const play = pay("pay_out", "pay");
  expect(statusesOf(play)).toEqual(["awaiting_approval", "assigned"]);
  play.command(wordOn(callsOf(play)[0], "once"));
  expect(statusesOf(play)).toEqual(["approved", "assigned"]);
  start(play, 1);
  answer(play, 1);
  expect(statusesOf(play)).toEqual(["assigned", "finished"]);
});

test("[TOOL-15] a call whose outcome nobody knows holds the next one up until the person has said", () => {
  const play = pay("pay", "pay");
  start(play, 0);
  play.at += 20_000;
  play.timer(`call:${callId(play, 0)}`);
  expect(statusesOf(play)).toEqual(["awaiting_outcome", "requested"]);
  play.command({ type: "resolve_outcome", callId: callId(play, 0), answer: "happened" });
  expect(statusesOf(play)).toEqual(["finished", "assigned"]);
});

test("[TOOL-15] a call that was not taken up in time makes way for the next", () => {
  const play = pay("pay", "pay");
  play.timer(`call:${callId(play, 0)}`);
  expect(statusesOf(play)).toEqual(["finished", "assigned"]);
});

test("[TOOL-15] a page that goes away leaves no call waiting without an end", () => {
  const play = pay("pay", "pay");
  play.command({ type: "detach_executor", executorId: EXECUTOR });
  expect(statusesOf(play)).toEqual(["requested", "requested"]);
  play.command({ ...attachment(), tools: TOOLS });
  expect(statusesOf(play)).toEqual(["assigned", "requested"]);
});

test.each([
  ["exclusive:till", true],
  ["parallel", true],
  ["exclusive:", false],
  ["exclusive", false],
  ["Exclusive:till", false],
])("[TOOL-15] a tool that says %j is taken: %j", (concurrency, isTaken) => {
  expect(toolSpecSchema.safeParse({ ...of("look"), concurrency }).success).toBe(isTaken);
});
