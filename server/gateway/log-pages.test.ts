import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { append, ownedSession, rowsAfter } from "../store/fixture";
import { createMemoryStore } from "../store/memory";
import type { Store } from "../store/port";
import { createLogPages } from "./log-pages";

/** A store that counts how often a log is read, and a page reader on it. */
async function stage(rows: number, body?: string) {
  const store = createMemoryStore();
  const lease = await ownedSession(store, "s1");
  const fields = { type: "session.renamed", ...(body === undefined ? {} : { body }) };
  await append(store, lease, rowsAfter(0, rows, fields));
  const reads: number[] = [];
  const counting: Store["events"] = {
    ...store.events,
    read: (sessionId, options) => {
      reads.push(options.after);
      return store.events.read(sessionId, options);
    },
  };
  const clock = createManualClock();
  const pages = createLogPages(counting, clock);
  const next = (after: number) => pages.next({ sessionId: "s1", after, visibility: "owner" });
  return { store, lease, reads, clock, next };
}

const seqsOf = (frame: string | null): number[] =>
  (JSON.parse(frame ?? '{"events":[]}') as { events: { seq: number }[] }).events.map(({ seq }) => seq);

test("[RES-12] a thousand viewers who come back at once cause one read of each page", async () => {
  const { reads, next } = await stage(1_200);
  const cameFrom = async (after: number): Promise<number> => {
    let seen = 0;
    for (let at = after; ;) {
      const page = await next(at);
      seen += seqsOf(page.frame).length;
      at = page.upTo;
      if (at >= page.head) return seen;
    }
  };
  const seen = await Promise.all(Array.from({ length: 1_000 }, () => cameFrom(0)));
  expect(new Set(seen)).toEqual(new Set([1_200]));
  expect(reads).toEqual([0, 500, 1_000]);
});

test("[RES-12] whoever has more than others gets the rest of the same page", async () => {
  const { reads, next } = await stage(40);
  const [all, some, none] = await Promise.all([next(0), next(0).then(() => next(30)), next(40)]);
  expect(seqsOf(all.frame)).toHaveLength(40);
  expect(seqsOf(some.frame)).toEqual([31, 32, 33, 34, 35, 36, 37, 38, 39, 40]);
  expect(JSON.parse(some.frame ?? "")).toMatchObject({ after: 30, upTo: 40 });
  expect(none).toEqual({ frame: null, upTo: 40, head: 40 });
  expect(reads).toEqual([0]);
});

test("[RES-12] a page whose log has grown, or has another owner, is read again", async () => {
  const { store, lease, reads, next } = await stage(3);
  await next(0);
  await append(store, lease, rowsAfter(3, 2));
  expect(seqsOf((await next(0)).frame)).toEqual([1, 2, 3, 4, 5]);
  await store.events.acquire("s1");
  expect(JSON.parse((await next(0)).frame ?? "")).toMatchObject({ epoch: lease.epoch + 1 });
  expect(reads).toEqual([0, 0, 0]);
});

test("[RES-12] a page is kept while it is used and 15 seconds longer", async () => {
  const { reads, clock, next } = await stage(3);
  for (let count = 0; count < 5; count += 1) {
    await next(0);
    clock.advance(12_000);
  }
  expect(reads).toHaveLength(1);
  clock.advance(15_000);
  await next(0);
  expect(reads).toHaveLength(2);
});

test("[RES-12] a read that fails fails those who wait for it, and the next one reads anew", async () => {
  const { store } = await stage(3);
  let isBroken = true;
  const read: Store["events"]["read"] = (...args) =>
    isBroken ? Promise.reject(new Error("broken")) : store.events.read(...args);
  const pages = createLogPages({ ...store.events, read }, createManualClock());
  const wanted = { sessionId: "s1", after: 0, visibility: "owner" } as const;
  const both = await Promise.allSettled([pages.next(wanted), pages.next(wanted)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  isBroken = false;
  expect(seqsOf((await pages.next(wanted)).frame)).toEqual([1, 2, 3]);
});

test("[RES-12] many long sessions are kept up to 16 MiB, the latest of them", async () => {
  const { reads, next } = await stage(70, JSON.stringify({ text: "x".repeat(262_144) }));
  for (let after = 0; after < 70; after += 1) await next(after);
  await next(69);
  expect(reads).toHaveLength(70);
  await next(0);
  expect(reads).toHaveLength(71);
});
