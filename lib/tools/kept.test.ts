import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import type { OpenDatabase } from "./kept";
import { createKept } from "./kept";

type Record = { id: string; text: string };

function stage(open: OpenDatabase) {
  const clock = createManualClock();
  const refusals: number[] = [];
  const kept = createKept<Record>({
    ...{ database: "d", store: "s", keyOf: "id", open, after: clock.after },
    onRefused: () => refusals.push(clock.now()),
  });
  return { clock, kept, refusals };
}

const record: Record = { id: "a", text: "first" };

test("[CLI-14] [F16] a browser that refuses its database is told of, and memory stands in", async () => {
  const { kept, refusals } = stage(() => Promise.reject(new Error("denied")));
  await kept.put(record);
  expect(await kept.get("a")).toEqual(record);
  expect(await kept.all()).toEqual([record]);
  await kept.remove("a");
  expect(await kept.all()).toEqual([]);
  expect(refusals).toHaveLength(1);
});

test("[CLI-14] [F16] a browser whose database throws at once is as one that refuses it", async () => {
  const { kept, refusals } = stage(() => {
    throw new DOMException("denied", "SecurityError");
  });
  await kept.put(record);
  expect(await kept.all()).toEqual([record]);
  expect(refusals).toHaveLength(1);
});

test("[CLI-14] [F16] a database that never opens holds up nobody for longer than three seconds", async () => {
  const { clock, kept, refusals } = stage(() => new Promise(() => undefined));
  const reading = kept.all();
  clock.advance(3_000);
  expect(await reading).toEqual([]);
  expect(await kept.get("a")).toBeUndefined();
  expect(refusals).toHaveLength(1);
});

test("[CLI-14] [F16] a full disk is told of, and the record lives on in memory", async () => {
  const full = { put: () => Promise.reject(new DOMException("full", "QuotaExceededError")) };
  const { kept, refusals } = stage(() => Promise.resolve(full as never));
  await kept.put(record);
  expect(await kept.get("a")).toEqual(record);
  expect(refusals).toHaveLength(1);
});
