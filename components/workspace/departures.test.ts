import { expect, test } from "vitest";
import type { LoggedOutcome } from "../../lib/protocol/tool";
import { finishedCall } from "../../lib/session/finished-call.fixture";
import type { ToolCall } from "../../lib/session/state";
import { departuresOf } from "./departures";

const call = (n: number, outcome: LoggedOutcome, ranMs: number | null = 1) =>
  finishedCall(n, { outcome, ranMs });

const told = (output: string): LoggedOutcome => ({ ok: true, output });

const turn = (turnId: string, ...calls: ToolCall[]) => ({
  turnId,
  text: `asked in ${turnId}`,
  workspace: null,
  calls: new Map(calls.map((one) => [one.callId, one])),
});

test("[LEFT-1] outputs are listed by turn and call, each with its place in all that left", () => {
  const found = departuresOf([
    turn("t1", call(1, told("four")), call(2, told("é"))),
    turn("t2", call(3, told("abc"))),
  ]);
  expect(found.map(({ text }) => text)).toEqual(["asked in t1", "asked in t2"]);
  expect(
    found.flatMap(({ departures }) =>
      departures.map(({ call: { callId }, from, bytes }) => [callId, from, bytes]),
    ),
  ).toEqual([
    ["c1", 0, 4],
    ["c2", 4, 2],
    ["c3", 6, 3],
  ]);
});

test("[LEFT-1] of a large output all counts, of an error what the model reads of it", () => {
  const error = { code: "tool_failed", message: "no" };
  const [found] = departuresOf([
    turn(
      "t1",
      call(1, { ok: true, output: "begin", blob: { hash: "0".repeat(64), bytes: 40_000 } }),
      call(2, { ok: false, error }),
    ),
  ]);
  expect(found?.departures.map(({ bytes }) => bytes)).toEqual([40_000, JSON.stringify({ error }).length]);
});

test("[LEFT-1] what the server answered by itself left no page, and neither did what is not finished", () => {
  const denied = call(1, { ok: false, error: { code: "denied", message: "no" } }, null);
  const running: ToolCall = {
    ...call(2, told("x")),
    ...{ status: "started", executorId: "executor-1", claimId: "claim-1", deadline: 9, startedAt: 1 },
  };
  expect(departuresOf([turn("t1", denied, running)])).toEqual([]);
});

test("[LEFT-1] the note on the workspace that went with a message is listed with its turn", () => {
  const workspace = { tables: [{ name: "orders", rows: 3, columns: ["region VARCHAR"] }] };
  const [found] = departuresOf([{ ...turn("t1"), workspace }]);
  expect(found?.note).toContain('{"name":"orders","rows":3,"columns":["region VARCHAR"]}');
});
