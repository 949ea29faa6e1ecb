import { describe, expect, test } from "vitest";
import { ownedSession } from "./fixture";
import type { Store } from "./port";
import type { StoreUnderTest } from "./store.contract";

const share = { shareId: "h1", sessionId: "s1", secretHash: "00ff", role: "viewer", createdAt: 10 } as const;

async function sharedSession(store: Store): Promise<void> {
  await ownedSession(store, "s1", "ann");
  await store.shares.create({ ...share, expiresAt: 100 });
}

export function accessContract(store: StoreUnderTest): void {
  describe("sessions", () => {
    test("creating twice is harmless, and another's session is taken", async () => {
      const create = (principal: string) => store().sessions.create({ sessionId: "s1", principal, at: 5 });
      expect(await Promise.all([create("ann"), create("ann"), create("bob")])).toEqual([
        "created",
        "exists",
        "taken",
      ]);
      expect(await store().sessions.get("s1")).toEqual({
        sessionId: "s1",
        principal: "ann",
        title: null,
        createdAt: 5,
        updatedAt: 5,
        deletesAt: null,
      });
      expect(await store().sessions.get("s2")).toBeNull();
    });

    test("a principal's list has the latest change first", async () => {
      for (const [index, id] of ["a", "b", "c"].entries())
        await store().sessions.create({ sessionId: id, principal: "ann", at: index });
      await store().sessions.create({ sessionId: "d", principal: "bob", at: 9 });
      const lease = (await store().events.acquire("a")) ?? { sessionId: "a", epoch: 0 };
      await store().events.append({
        lease,
        after: 0,
        rows: [],
        summary: { title: "A", updatedAt: 7 },
        sync: true,
      });
      const listed = await store().sessions.list("ann", 2);
      expect(listed.map(({ sessionId }) => sessionId)).toEqual(["a", "c"]);
      expect(listed[0]).toMatchObject({ title: "A", updatedAt: 7 });
      expect(await store().sessions.list("eve", 2)).toEqual([]);
    });
  });

  describe("shares", () => {
    test("a share is found by its id and listed with its session", async () => {
      await sharedSession(store());
      const stored = { ...share, expiresAt: 100, revokedAt: null, lastUsedAt: null };
      expect(await store().shares.get("h1")).toEqual(stored);
      expect(await store().shares.list("s1")).toEqual([stored]);
      expect(await store().shares.get("h2")).toBeNull();
      expect(await store().shares.list("s2")).toEqual([]);
    });

    test("a grant lets one principal view until the share expires", async () => {
      await sharedSession(store());
      const roleOf = (principal: string, at: number) =>
        store().shares.roleOf({ principal, sessionId: "s1", at });
      expect(await roleOf("bob", 20)).toBeNull();
      await store().shares.grant({ shareId: "h1", principal: "bob", at: 20 });
      await store().shares.grant({ shareId: "h1", principal: "bob", at: 21 });
      expect(await roleOf("bob", 99)).toBe("viewer");
      expect(await roleOf("bob", 100)).toBeNull();
      expect(await roleOf("eve", 20)).toBeNull();
      expect(await roleOf("ann", 500)).toBe("owner");
      expect(await store().shares.roleOf({ principal: "bob", sessionId: "s2", at: 20 })).toBeNull();
      expect(await store().shares.get("h1")).toMatchObject({ lastUsedAt: 21 });
    });

    test("revoking ends every grant of the share at once and for good", async () => {
      await sharedSession(store());
      await store().shares.create({ ...share, shareId: "h2", expiresAt: 100 });
      for (const shareId of ["h1", "h2"]) await store().shares.grant({ shareId, principal: "bob", at: 20 });
      const role = () => store().shares.roleOf({ principal: "bob", sessionId: "s1", at: 30 });
      await store().shares.revoke("h1", 25);
      expect(await role()).toBe("viewer");
      await store().shares.revoke("h2", 26);
      await store().shares.revoke("h2", 27);
      expect(await role()).toBeNull();
      await store().shares.grant({ shareId: "h2", principal: "bob", at: 28 });
      expect(await role()).toBeNull();
      expect(await store().shares.get("h2")).toMatchObject({ revokedAt: 26 });
    });

    test("a grant of an unknown share lets nobody in", async () => {
      await ownedSession(store(), "s1");
      await store().shares.grant({ shareId: "h9", principal: "bob", at: 20 });
      expect(await store().shares.roleOf({ principal: "bob", sessionId: "s1", at: 20 })).toBeNull();
    });
  });

  describe("settings", () => {
    test("the first value of a setting stays", async () => {
      const values = await Promise.all(["x", "y"].map((value) => store().setting("secret", () => value)));
      expect(values).toEqual(["x", "x"]);
      expect(await store().setting("secret", () => "z")).toBe("x");
      expect(await store().setting("other", () => "o")).toBe("o");
    });
  });
}
