import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { ownedSession, row } from "./fixture";
import type { AppendResult, Lease, LogRow, StoredBlob } from "./port";
import type { StoreUnderTest } from "./store.contract";

const blobOf = (bytes: Uint8Array): StoredBlob => ({
  hash: createHash("sha256").update(bytes).digest("hex"),
  bytes,
});

/** Every byte there is, NUL among them, and more than one page of a database. */
const every = blobOf(Uint8Array.from({ length: 70_000 }, (_, index) => index % 256));
const other = blobOf(Uint8Array.of(1, 2, 3));

export function blobsContract(store: StoreUnderTest): void {
  const write = (
    lease: Lease,
    rows: readonly LogRow[],
    blobs: readonly StoredBlob[],
  ): Promise<AppendResult> =>
    store().events.append({
      ...{ lease, rows, blobs, summary: null, sync: false },
      after: (rows[0]?.seq ?? 1) - 1,
    });
  const bytesOf = async (sessionId: string, { hash }: StoredBlob) => {
    const found = await store().blobs.get(sessionId, hash);
    return found && [...found];
  };

  describe("blobs", () => {
    test("[BLOB-3] come back byte for byte, from their own session only", async () => {
      const lease = await ownedSession(store(), "s1");
      await ownedSession(store(), "s2");
      expect(await write(lease, [row(1)], [every, other])).toEqual({ ok: true });
      expect(await bytesOf("s1", every)).toEqual([...every.bytes]);
      expect(await bytesOf("s1", other)).toEqual([1, 2, 3]);
      expect(await bytesOf("s1", blobOf(Uint8Array.of(9)))).toBeNull();
      expect(await bytesOf("s2", every)).toBeNull();
      expect(await bytesOf("gone", every)).toBeNull();
    });

    test("[BLOB-3] of an append that is refused are not kept", async () => {
      const old = await ownedSession(store(), "s1");
      const lease = (await store().events.acquire("s1")) ?? expect.unreachable();
      expect(await write(old, [row(1)], [every])).toMatchObject({ reason: "stale_owner" });
      await write(lease, [row(1, { commandId: "c" })], []);
      const again = await write(lease, [row(2, { commandId: "c" })], [every]);
      expect(again).toMatchObject({ reason: "duplicate_command" });
      expect(await bytesOf("s1", every)).toBeNull();
    });

    test("[BLOB-3] are kept once for a session, and stay when it is taken over", async () => {
      const first = await ownedSession(store(), "s1");
      await write(first, [row(1)], [every]);
      const lease = (await store().events.acquire("s1")) ?? expect.unreachable();
      expect(await write(lease, [row(2)], [every, other])).toEqual({ ok: true });
      expect(await bytesOf("s1", every)).toEqual([...every.bytes]);
      expect(await bytesOf("s1", other)).toEqual([1, 2, 3]);
    });

    test("[BLOB-3] go when their session is erased, and no other's do", async () => {
      for (const id of ["s1", "s2"]) await write(await ownedSession(store(), id), [row(1)], [every]);
      await store().sessions.setDeletion("s1", 5);
      expect(await store().sessions.erase("s1", 5)).toBe(true);
      await ownedSession(store(), "s3");
      expect(await bytesOf("s1", every)).toBeNull();
      expect(await bytesOf("s2", every)).toEqual([...every.bytes]);
      expect(await bytesOf("s3", every)).toBeNull();
    });
  });
}
