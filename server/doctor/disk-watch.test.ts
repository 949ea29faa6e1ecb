import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { createDiskWatch } from "./disk-watch";

/** A disk whose syncs take so many milliseconds, one after the other. */
function watchOf(...took: number[]) {
  let now = 0;
  const datasync = async () => {
    now += took.shift() ?? 0;
  };
  return createDiskWatch({ directory: tmpdir(), datasync, elapsed: () => now });
}

test("the sync time is the median of what the store has synced, and unknown before", async () => {
  const disk = watchOf(1, 90, 2);
  expect(await disk.report()).toMatchObject({ state: "writable", cause: null, syncMs: null });
  for (const fd of [1, 1, 1]) await disk.datasync(fd);
  expect((await disk.report()).syncMs).toBe(2);
});

test("a sync that fails rejects, and counts for no time", async () => {
  const disk = createDiskWatch({
    directory: tmpdir(),
    datasync: () => Promise.reject(new Error("EIO")),
  });
  await expect(disk.datasync(1)).rejects.toThrow("EIO");
  expect((await disk.report()).syncMs).toBeNull();
});

test("a refused write shows until one works again, and a failed sync for good", async () => {
  const disk = watchOf();
  disk.noteFault({ code: "write_failed", cause: "disk_full", message: "at /somewhere" });
  expect(await disk.report()).toMatchObject({ state: "refusing", cause: "disk_full" });
  disk.noteFault({ code: "checkpoint_failed", message: "busy" });
  expect(await disk.report()).toMatchObject({ state: "refusing" });
  disk.noteFault({ code: "write_recovered" });
  expect(await disk.report()).toMatchObject({ state: "writable", cause: null });
  disk.noteFault({ code: "sync_failed", message: "EIO" });
  expect(await disk.report()).toMatchObject({ state: "ended", cause: "sync_failed" });
});

test("free space is told where the folder can be asked", async () => {
  expect((await watchOf().report()).freeBytes).toBeGreaterThan(0);
  const nowhere = createDiskWatch({ directory: `${tmpdir()}/there/is/none` });
  expect((await nowhere.report()).freeBytes).toBeNull();
});
