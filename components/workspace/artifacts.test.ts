import { expect, test } from "vitest";
import type { Artifact } from "../../lib/protocol/tool";
import { finishedCall } from "../../lib/session/finished-call.fixture";
import type { ToolCall } from "../../lib/session/state";
import { deskOf, yieldOf } from "./artifacts";
import { tabAfter } from "./use-tab";

const artifact = (kind: Artifact["kind"], title: string): Artifact => ({
  kind,
  title,
  columns: [],
  rows: [],
  total: 0,
});

const call = (n: number, made: Artifact | null, output = "four"): ToolCall =>
  finishedCall(n, { artifact: made, outcome: { ok: true, output } });

const turn = (turnId: string, ...calls: ToolCall[]) => ({
  turnId,
  workspace: null,
  calls: new Map(calls.map((one) => [one.callId, one])),
});

test("the latest table counts, all charts are kept, bytes to the model add up", () => {
  const desk = deskOf([
    turn("t1", call(1, artifact("table", "old")), call(2, artifact("chart", "first"))),
    turn(
      "t2",
      call(3, artifact("table", "new"), "é"),
      call(4, artifact("chart", "second")),
      call(5, artifact("catalog", "all")),
    ),
  ]);
  expect(desk.table?.artifact.title).toBe("new");
  expect(desk.charts.map((one) => one.artifact.title)).toEqual(["first", "second"]);
  expect(desk.catalog?.artifact.title).toBe("all");
  expect(desk.bytesToModel).toBe(4 * 4 + 2);
});

test("[BLOB-1] a large output counts whole, though the log has only its beginning", () => {
  const one = call(1, null);
  const blob = { hash: "0".repeat(64), bytes: 40_000 };
  const large = { ...one, outcome: { ok: true, output: "four", blob } } as ToolCall;
  expect(yieldOf(turn("t1", large, call(2, null))).bytesToModel).toBe(40_004);
});

test("a turn is read once for each state of its calls", () => {
  const one = turn("t1", call(1, artifact("table", "a")));
  expect(yieldOf(one)).toBe(yieldOf({ ...one }));
});

test("a new chart opens its tab unless one was chosen within the same turn", () => {
  const seen = { tab: "tables" as const, chart: null, chosenIn: null };
  expect(tabAfter(seen, "c2", "t1").tab).toBe("chart");
  expect(tabAfter({ ...seen, chosenIn: "t1" }, "c2", "t1").tab).toBe("tables");
  expect(tabAfter({ ...seen, chosenIn: "t1" }, "c2", "t2").tab).toBe("chart");
});
