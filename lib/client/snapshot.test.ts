import { expect, test } from "vitest";
import { MAX_WORKSPACE_CHARS } from "../protocol/limits";
import { workspaceSchema } from "../protocol/workspace";
import { type Seen, snapshotOf } from "./snapshot";

const NOTHING: Seen = { tables: [], chart: null, selected: null, recent: [] };

const table = (name: string, columns: number) => ({
  ...{ name, rows: 1_000 },
  columns: Array.from({ length: columns }, (_none, at) => ({
    name: `${name}_column_${at}`,
    type: "VARCHAR",
  })),
});

test("[WORK-4] an empty workspace is not worth a word", () => {
  expect(snapshotOf(NOTHING)).toBeNull();
});

test("[WORK-4] tables, the chart in view, what is picked and what was done are told", () => {
  const seen: Seen = {
    tables: [table("orders", 1)],
    chart: "Margin by region",
    selected: { region: "East" },
    recent: ["added the table orders"],
  };
  expect(snapshotOf(seen)).toEqual({
    tables: [{ name: "orders", rows: 1_000, columns: ["orders_column_0 VARCHAR"] }],
    chart: "Margin by region",
    selected: { region: "East" },
    recent: ["added the table orders"],
  });
});

test.each([
  ["one table of 4,000 columns", [table("wide", 4_000)]],
  ["200 tables", Array.from({ length: 200 }, (_none, at) => table(`t${at}`, 12))],
  ["names of 5,000 characters", [table("n".repeat(5_000), 3)]],
])("[WORK-4] %s still make a note that the server takes", (_what, tables) => {
  const note = snapshotOf({ ...NOTHING, tables });
  expect(workspaceSchema.safeParse(note).success).toBe(true);
  expect(JSON.stringify(note).length).toBeLessThanOrEqual(MAX_WORKSPACE_CHARS);
  expect((note?.tables.length ?? 0) + (note?.omitted ?? 0)).toBe(tables.length);
});

test("[WORK-4] what is picked never costs the message: too much of it is left out", () => {
  const selected = Object.fromEntries(Array.from({ length: 60 }, (_none, at) => [`c${at}`, "v".repeat(300)]));
  const note = snapshotOf({ ...NOTHING, chart: "Wide", selected });
  expect(workspaceSchema.safeParse(note).success).toBe(true);
  expect(Object.keys(note?.selected ?? {}).length).toBeGreaterThan(0);
});
