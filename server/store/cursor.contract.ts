import { describe, expect, test } from "vitest";
import { append, ownedSession, row, rowsAfter } from "./fixture";
import type { StoreUnderTest } from "./store.contract";

const seqs = (page: { rows: { seq: number }[] }): number[] => page.rows.map(({ seq }) => seq);

export function cursorContract(store: StoreUnderTest): void {
  describe("read", () => {
    test("a page ends at the limit and the next one continues it", async () => {
      const lease = await ownedSession(store(), "s1");
      await append(store(), lease, rowsAfter(0, 450));
      const seen: number[] = [];
      for (let after = 0; after < 450;) {
        const page = await store().events.read("s1", { after, limit: 130 });
        expect(page.rows.length).toBeLessThanOrEqual(130);
        expect(page.upTo).toBe(page.rows.at(-1)?.seq);
        seen.push(...seqs(page));
        after = page.upTo;
      }
      expect(seen).toEqual(rowsAfter(0, 450).map(({ seq }) => seq));
      expect(await store().events.read("s1", { after: 450, limit: 5 })).toMatchObject({
        rows: [],
        upTo: 450,
      });
    });

    test("a page ends before its bodies pass the byte limit, but has at least one row", async () => {
      const lease = await ownedSession(store(), "s1");
      await append(store(), lease, rowsAfter(0, 10, { body: "é".repeat(50) }));
      const read = (maxBytes: number) => store().events.read("s1", { after: 2, limit: 9, maxBytes });
      expect(seqs(await read(250))).toEqual([3, 4]);
      expect(await read(1)).toMatchObject({ rows: [{ seq: 3 }], upTo: 3, head: 10 });
    });

    test("a read leaves out the deltas of items that are done, and passes over them", async () => {
      const lease = await ownedSession(store(), "s1");
      await append(store(), lease, [
        row(1, { type: "turn.started" }),
        row(2, { itemId: "i1" }),
        row(3, { itemId: "i2" }),
        row(4, { itemId: "i1" }),
        row(5, { itemId: "i1", type: "item.done" }),
        row(6, { itemId: "i2" }),
        row(7, { itemId: null }),
      ]);
      const read = (after: number, limit = 9) => store().events.read("s1", { after, limit });
      expect(seqs(await read(0))).toEqual([1, 3, 5, 6, 7]);
      expect(await read(0, 2)).toMatchObject({ upTo: 3 });
      await append(store(), lease, [row(8, { itemId: "i3" }), row(9, { itemId: "i2", type: "item.done" })]);
      expect(seqs(await read(0))).toEqual([1, 5, 7, 8, 9]);
      await append(store(), lease, [row(10, { itemId: "i3", type: "item.done" }), row(11, { itemId: "i4" })]);
      expect(await read(7)).toMatchObject({
        rows: [{ seq: 9 }, { seq: 10 }, { seq: 11 }],
        upTo: 11,
        head: 11,
      });
    });

    test("pages together hold every kept row once, also across the end of a turn", async () => {
      const lease = await ownedSession(store(), "s1");
      const rows = Array.from({ length: 600 }, (_, index) => {
        const itemId = `i${Math.floor(index / 7)}`;
        if (index % 56 === 6) return row(index + 1, { type: "turn.finished" });
        return row(index + 1, { itemId, type: index % 14 === 13 ? "item.done" : "item.delta" });
      });
      await append(store(), lease, rows.slice(0, 333));
      await append(store(), lease, rows.slice(333));
      const done = new Set(rows.filter(({ type }) => type === "item.done").map(({ itemId }) => itemId));
      const kept = rows.filter(({ type, itemId }) => type !== "item.delta" || !done.has(itemId));
      const seen: number[] = [];
      for (let after = 0; after < 600;) {
        const page = await store().events.read("s1", { after, limit: 7 });
        seen.push(...seqs(page));
        after = page.upTo;
      }
      expect(seen).toEqual(kept.map(({ seq }) => seq));
    });

    test("an unknown session reads as an empty log", async () => {
      const page = await store().events.read("gone", { after: 0, limit: 5 });
      expect(page).toEqual({ rows: [], upTo: 0, head: 0, epoch: 0 });
    });
  });

  describe("cursors", () => {
    test("a cursor holds up to what its epoch left behind", async () => {
      const first = await ownedSession(store(), "s1");
      await append(store(), first, rowsAfter(0, 4));
      const second = (await store().events.acquire("s1")) ?? first;
      await append(store(), second, rowsAfter(4, 3));
      await store().events.acquire("s1");
      const valid = (epoch: number, seq: number) => store().events.isValidCursor("s1", { epoch, seq });
      expect(await Promise.all([valid(1, 0), valid(1, 4), valid(2, 4), valid(2, 7), valid(3, 7)])).toEqual(
        Array(5).fill(true),
      );
      expect(await Promise.all([valid(1, 5), valid(2, 8), valid(3, 8), valid(4, 1), valid(0, 1)])).toEqual(
        Array(5).fill(false),
      );
    });

    test("the origin is valid everywhere, anything else in an unknown session is not", async () => {
      expect(await store().events.isValidCursor("gone", { epoch: 0, seq: 0 })).toBe(true);
      expect(await store().events.isValidCursor("gone", { epoch: 1, seq: 0 })).toBe(false);
    });
  });
}
