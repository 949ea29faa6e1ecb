import { describe, expect, test } from "vitest";
import { append, ownedSession, row, rowsAfter } from "./fixture";
import type { Store } from "./port";
import type { StoreUnderTest } from "./store.contract";

const share = { sessionId: "s1", secretHash: "00ff", role: "viewer", createdAt: 10, expiresAt: 900 } as const;

/** A session with a log, two epochs, an open and a finished item, a link and a guest. */
async function fullSession(store: Store) {
  const first = await ownedSession(store, "s1", "ann");
  await append(store, first, [
    row(1, { type: "turn.started", commandId: "c" }),
    row(2, { itemId: "i1" }),
    row(3, { itemId: "i1", type: "item.done" }),
  ]);
  const lease = (await store.events.acquire("s1")) ?? first;
  await append(store, lease, [row(4, { itemId: "i2" })]);
  await store.shares.create({ ...share, shareId: "h1" });
  await store.shares.grant({ shareId: "h1", principal: "bob", at: 20 });
  return lease;
}

async function erased(store: Store, at = 50): Promise<void> {
  await store.sessions.setDeletion("s1", at);
  expect(await store.sessions.erase("s1", at)).toBe(true);
}

export function deletionContract(store: StoreUnderTest): void {
  const sessions = () => store().sessions;

  describe("a session that is to be deleted", () => {
    test("leaves its principal's list at once, and stands there again when it is restored", async () => {
      await fullSession(store());
      await ownedSession(store(), "s2", "ann");
      const listed = async () => (await sessions().list("ann", 9)).map(({ sessionId }) => sessionId);
      expect(await sessions().setDeletion("s1", 50)).toBe(true);
      expect(await listed()).toEqual(["s2"]);
      expect(await sessions().get("s1")).toMatchObject({ deletesAt: 50 });
      expect(await sessions().setDeletion("s1", null)).toBe(true);
      expect((await listed()).sort()).toEqual(["s1", "s2"]);
      expect(await sessions().get("s1")).toMatchObject({ deletesAt: null });
    });

    test("is told to its principal until it is restored or erased, the next to go first", async () => {
      const leaving = async (principal: string) =>
        (await sessions().leaving(principal, 9)).map(({ sessionId }) => sessionId);
      for (const id of ["s1", "s2", "s3"]) await ownedSession(store(), id, "ann");
      await sessions().setDeletion("s2", 40);
      await sessions().setDeletion("s1", 50);
      expect(await leaving("ann")).toEqual(["s2", "s1"]);
      expect(await leaving("bob")).toEqual([]);
      await sessions().setDeletion("s2", null);
      expect(await leaving("ann")).toEqual(["s1"]);
      await erased(store());
      expect(await leaving("ann")).toEqual([]);
    });

    test("goes on until it is erased: it is read, written, shared and taken over", async () => {
      const lease = await fullSession(store());
      await sessions().setDeletion("s1", 50);
      expect(await append(store(), lease, [row(5)])).toEqual({ ok: true });
      expect(await store().events.acquire("s1")).toEqual({ sessionId: "s1", epoch: 3 });
      expect(await store().events.head("s1")).toEqual({ seq: 5, epoch: 3 });
      const role = await store().shares.roleOf({ principal: "bob", sessionId: "s1", at: 60 });
      expect(role).toBe("viewer");
    });

    test("is due from its time on, the earliest first", async () => {
      for (const [id, at] of [
        ["a", 30],
        ["b", 10],
        ["c", 20],
        ["d", null],
      ] as const) {
        await ownedSession(store(), id);
        await sessions().setDeletion(id, at);
      }
      expect(await sessions().due(9, 9)).toEqual([]);
      expect(await sessions().due(20, 9)).toEqual(["b", "c"]);
      expect(await sessions().due(99, 2)).toEqual(["b", "c"]);
      expect(await sessions().due(99, 9)).toEqual(["b", "c", "a"]);
    });

    test("is not erased before its time, nor after it was restored", async () => {
      await fullSession(store());
      expect(await sessions().erase("s1", 99)).toBe(false);
      await sessions().setDeletion("s1", 50);
      expect(await sessions().erase("s1", 49)).toBe(false);
      await sessions().setDeletion("s1", null);
      expect(await sessions().erase("s1", 99)).toBe(false);
      expect(await store().events.head("s1")).toEqual({ seq: 4, epoch: 2 });
      expect(await sessions().isErased("s1")).toBe(false);
    });

    test("a session that does not exist can be neither deleted nor erased", async () => {
      expect(await sessions().setDeletion("gone", 5)).toBe(false);
      expect(await sessions().erase("gone", 5)).toBe(false);
      expect(await sessions().due(99, 9)).toEqual([]);
      expect(await sessions().isErased("gone")).toBe(false);
    });
  });

  describe("an erased session", () => {
    test("has no log, no head, no role, no link, and no cursor but the origin", async () => {
      await fullSession(store());
      await erased(store());
      const { events, shares } = store();
      expect(await sessions().get("s1")).toBeNull();
      expect(await sessions().list("ann", 9)).toEqual([]);
      expect(await sessions().due(99, 9)).toEqual([]);
      expect(await events.head("s1")).toBeNull();
      expect(await events.read("s1", { after: 0, limit: 9 })).toEqual({
        ...{ rows: [], upTo: 0, head: 0, epoch: 0 },
      });
      expect(await events.isValidCursor("s1", { epoch: 1, seq: 1 })).toBe(false);
      expect(await shares.get("h1")).toBeNull();
      expect(await shares.list("s1")).toEqual([]);
      for (const principal of ["ann", "bob"])
        expect(await shares.roleOf({ principal, sessionId: "s1", at: 60 })).toBeNull();
      expect(await sessions().isErased("s1")).toBe(true);
    });

    test("refuses its owner's rows as deleted, and has no lease", async () => {
      const lease = await fullSession(store());
      await erased(store());
      expect(await append(store(), lease, [row(5)])).toEqual({ ok: false, reason: "deleted" });
      expect(await store().events.acquire("s1")).toBeNull();
    });

    test("is not created again, by whoever owned it or anybody else", async () => {
      await fullSession(store());
      await erased(store());
      for (const principal of ["ann", "bob"])
        expect(await sessions().create({ sessionId: "s1", principal, at: 70 })).toBe("deleted");
      expect(await sessions().get("s1")).toBeNull();
    });

    test("is erased once", async () => {
      await fullSession(store());
      await sessions().setDeletion("s1", 50);
      const results = await Promise.all([sessions().erase("s1", 60), sessions().erase("s1", 60)]);
      expect(results).toEqual([true, false]);
      expect(await sessions().setDeletion("s1", null)).toBe(false);
    });

    test("takes nothing of another session with it", async () => {
      const other = await ownedSession(store(), "s0", "ann");
      await append(store(), other, [row(1, { itemId: "i2" }), row(2, { itemId: "i9" })]);
      await fullSession(store());
      await append(store(), other, rowsAfter(2, 2, { itemId: "i2" }));
      await store().shares.create({ ...share, shareId: "h0", sessionId: "s0" });
      await store().shares.grant({ shareId: "h0", principal: "bob", at: 20 });
      await erased(store());
      expect((await store().events.read("s0", { after: 0, limit: 9 })).rows).toHaveLength(4);
      expect(await append(store(), other, [row(5, { commandId: "c" })])).toEqual({ ok: true });
      expect(await store().shares.roleOf({ principal: "bob", sessionId: "s0", at: 60 })).toBe("viewer");
    });

    test("leaves nothing to a session that comes after it", async () => {
      await fullSession(store());
      await erased(store());
      const next = await ownedSession(store(), "s2", "eve");
      expect(next.epoch).toBe(1);
      expect(await store().events.head("s2")).toEqual({ seq: 0, epoch: 1 });
      expect(await append(store(), next, [row(1, { commandId: "c", itemId: "i1" })])).toEqual({ ok: true });
      expect((await store().events.read("s2", { after: 0, limit: 9 })).rows).toHaveLength(1);
      expect(await store().events.isValidCursor("s2", { epoch: 1, seq: 2 })).toBe(false);
    });

    test("rows that were given in the tick of its end are refused, and other sessions' are written", async () => {
      const lease = await fullSession(store());
      const other = await ownedSession(store(), "s2");
      await sessions().setDeletion("s1", 50);
      const results = await Promise.all([
        sessions().erase("s1", 50),
        append(store(), lease, [row(5)]),
        append(store(), other, [row(1)]),
      ]);
      expect(results).toEqual([true, { ok: false, reason: "deleted" }, { ok: true }]);
    });
  });

  describe("unused sessions", () => {
    test("are those whose last change lies before the time, the oldest first", async () => {
      for (const [id, at] of [
        ["a", 3],
        ["b", 1],
        ["c", 2],
      ] as const)
        await sessions().create({ sessionId: id, principal: "ann", at });
      expect(await sessions().unused(1, 9)).toEqual([]);
      expect(await sessions().unused(3, 9)).toEqual(["b", "c"]);
      expect(await sessions().unused(9, 2)).toEqual(["b", "c"]);
    });

    test("are not those that changed since, or that are to be deleted anyway", async () => {
      const lease = await ownedSession(store(), "s1");
      await ownedSession(store(), "s2");
      await store().events.append({
        ...{ lease, after: 0, rows: [row(1)], sync: false },
        summary: { title: null, updatedAt: 80 },
      });
      await sessions().setDeletion("s2", 500);
      expect(await sessions().unused(80, 9)).toEqual([]);
      expect(await sessions().unused(81, 9)).toEqual(["s1"]);
    });
  });
}
