import { expect, test } from "vitest";
import type { Desk, DeskTable } from "../desk/types";
import { createAttention } from "./attention";
import { notedDesk } from "./noted-desk";

const SESSION = "session-000000001";

const tableOf = (name: string): DeskTable => ({
  ...{ name, file: `${name}.csv`, bytes: 10, rows: 1, columns: [], kept: "memory" },
});

const attentionTo = (...names: string[]) => createAttention(() => names.map(tableOf));

/** As much of a desk as is added to and removed from. */
function desk(): Desk {
  const parts: Partial<Desk> = {
    importFile: (file) =>
      Promise.resolve(
        file.size > 0
          ? { ok: true, tables: [tableOf(file.name.replace(".csv", ""))] }
          : { ok: false, message: "It is empty." },
      ),
    removeTable: (name) => Promise.resolve(name === "orders"),
    restore: () => Promise.resolve({ tables: [tableOf("orders")], failed: [] }),
  };
  return parts as Desk;
}

test("[WORK-4] what the person added and removed is told with the next message, once", async () => {
  const attention = attentionTo("visits");
  const noted = notedDesk(desk(), attention.did);
  expect(attention.take(SESSION)?.recent).toBeUndefined();
  await noted.importFile(new File(["a"], "visits.csv"));
  await noted.removeTable("orders");
  expect(attention.take(SESSION)?.recent).toEqual(["added the table visits", "removed the table orders"]);
  expect(attention.take(SESSION)?.recent).toBeUndefined();
});

test("[WORK-4] what failed, and what a reload brought back, is nothing that the person did", async () => {
  const attention = attentionTo("orders");
  const noted = notedDesk(desk(), attention.did);
  await noted.restore();
  await noted.importFile(new File([], "empty.csv"));
  await noted.removeTable("nothing");
  expect(attention.take(SESSION)?.recent).toBeUndefined();
});

test("[WORK-4] what is picked goes with each message of its session until it is let go", () => {
  const attention = attentionTo("orders");
  attention.pick({ sessionId: SESSION, callId: "c4", title: "Margin", values: { region: "East" } });
  for (const _message of [1, 2])
    expect(attention.take(SESSION)).toMatchObject({ chart: "Margin", selected: { region: "East" } });
  expect(attention.take("session-000000002")?.selected).toBeUndefined();
  attention.pick(null);
  expect(attention.take(SESSION)?.selected).toBeUndefined();
});

test("[WORK-4] the chart in view is told in its own session", () => {
  const attention = attentionTo();
  attention.look({ sessionId: SESSION, title: "Margin by region" });
  expect(attention.take(SESSION)?.chart).toBe("Margin by region");
  expect(attention.take("session-000000002")).toBeNull();
});
