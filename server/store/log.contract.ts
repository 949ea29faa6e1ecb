import { describe, expect, test } from "vitest";
import { append, ownedSession, row, rowsAfter } from "./fixture";
import type { StoreUnderTest } from "./store.contract";

export function logContract(store: StoreUnderTest): void {
  describe("append", () => {
    test("a log starts at seq 1 and rises without gaps", async () => {
      const lease = await ownedSession(store(), "s1");
      expect(await store().events.head("s1")).toEqual({ seq: 0, epoch: 1 });
      expect(await append(store(), lease, rowsAfter(0, 3))).toEqual({ ok: true });
      expect(await append(store(), lease, rowsAfter(3, 2), true)).toEqual({ ok: true });
      const page = await store().events.read("s1", { after: 0, limit: 100 });
      expect(page.rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(page).toMatchObject({ upTo: 5, head: 5, epoch: 1 });
    });

    test("a row comes back exactly as it was written", async () => {
      const lease = await ownedSession(store(), "s1");
      const written = row(1, {
        type: "tool_call.finished",
        commandId: "command",
        itemId: "i1",
        body: JSON.stringify({ text: "naïve 😀 \u0000 \ud800 '\"--" }),
        secret: '{"encrypted":"…"}',
      });
      await append(store(), lease, [written]);
      expect((await store().events.read("s1", { after: 0, limit: 1 })).rows).toEqual([written]);
    });

    test("what is committed is told before the append resolves, and a refused append tells nothing", async () => {
      const lease = await ownedSession(store(), "s1");
      const told: string[] = [];
      const asked = { lease, after: 0, rows: [row(1)], summary: null, sync: true };
      const resolved = store().events.append({ ...asked, onCommitted: () => told.push("committed") });
      await resolved.then(() => told.push("resolved"));
      await store().events.append({ ...asked, onCommitted: () => told.push("refused") });
      expect(told).toEqual(["committed", "resolved"]);
    });

    test("rows that leave a gap are a bug of the caller and write nothing", async () => {
      const lease = await ownedSession(store(), "s1");
      await expect(append(store(), lease, [row(1), row(3)])).rejects.toThrow("does not continue");
      expect(await store().events.head("s1")).toEqual({ seq: 0, epoch: 1 });
    });

    test("an older lease is refused once the session was taken over", async () => {
      const old = await ownedSession(store(), "s1");
      await append(store(), old, [row(1)]);
      const fresh = await store().events.acquire("s1");
      expect(fresh).toEqual({ sessionId: "s1", epoch: 2 });
      expect(await append(store(), old, [row(2)])).toEqual({ ok: false, reason: "stale_owner" });
      expect(await append(store(), { sessionId: "s1", epoch: 2 }, [row(2)])).toEqual({ ok: true });
    });

    test("an append that does not continue the head is refused", async () => {
      const lease = await ownedSession(store(), "s1");
      await append(store(), lease, rowsAfter(0, 2));
      for (const after of [0, 1, 3])
        expect(await append(store(), lease, [row(after + 1)])).toEqual({ ok: false, reason: "stale_owner" });
      expect(await store().events.head("s1")).toEqual({ seq: 2, epoch: 1 });
    });

    test("[F43] a command enters the log of its session once", async () => {
      const lease = await ownedSession(store(), "s1");
      const other = await ownedSession(store(), "s2");
      expect(await append(store(), lease, [row(1, { commandId: "c" })])).toEqual({ ok: true });
      const again = await append(store(), lease, [row(2), row(3, { commandId: "c" })]);
      expect(again).toEqual({ ok: false, reason: "duplicate_command" });
      const twice = await append(store(), lease, [row(2, { commandId: "d" }), row(3, { commandId: "d" })]);
      expect(twice).toEqual({ ok: false, reason: "duplicate_command" });
      expect(await store().events.head("s1")).toEqual({ seq: 1, epoch: 1 });
      expect(await append(store(), other, [row(1, { commandId: "c" })])).toEqual({ ok: true });
    });

    test("a session that does not exist has no lease and refuses rows", async () => {
      expect(await store().events.acquire("gone")).toBeNull();
      expect(await store().events.head("gone")).toBeNull();
      const lease = { sessionId: "gone", epoch: 1 };
      expect(await append(store(), lease, [row(1)])).toEqual({ ok: false, reason: "deleted" });
    });

    test("a refused request in a shared commit fails alone", async () => {
      const stale = await ownedSession(store(), "s1");
      await store().events.acquire("s1");
      const [a, b] = [await ownedSession(store(), "s2"), await ownedSession(store(), "s3")];
      await append(store(), b, [row(1, { commandId: "c" })]);
      const results = await Promise.all([
        append(store(), a, [row(1)]),
        append(store(), stale, [row(1)]),
        append(store(), b, [row(2, { commandId: "c" })]),
        append(store(), a, [row(2)], true),
        append(store(), b, [row(2)]),
      ]);
      expect(results.map((result) => (result.ok ? "ok" : result.reason))).toEqual([
        "ok",
        "stale_owner",
        "duplicate_command",
        "ok",
        "ok",
      ]);
      expect((await store().events.read("s1", { after: 0, limit: 9 })).rows).toEqual([]);
      expect((await store().events.read("s2", { after: 0, limit: 9 })).upTo).toBe(2);
    });

    test("the summary is written with the rows, and only with accepted ones", async () => {
      const lease = await ownedSession(store(), "s1");
      const summary = { title: "Rivers", updatedAt: 50 };
      await store().events.append({ lease, after: 0, rows: [row(1)], summary, sync: false });
      const late = { title: "Wrong", updatedAt: 60 };
      await store().events.append({ lease, after: 0, rows: [row(1)], summary: late, sync: false });
      expect(await store().sessions.get("s1")).toMatchObject({
        title: "Rivers",
        updatedAt: 50,
        createdAt: 1,
      });
    });
  });
}
