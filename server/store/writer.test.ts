import { describe, expect, test } from "vitest";
import type { StoreFault } from "./fault";
import type { WalSync } from "./wal-sync";
import { createWriter } from "./writer";
import type { WriterOptions } from "./writer";

const syncedAtOnce: WalSync = {
  now: () => Promise.resolve(true),
  soon: () => undefined,
  healthy: () => true,
  stop: () => undefined,
};

/** A writer whose commits run when the test says so, over a transaction that only keeps a record. */
function setUp(options: Partial<WriterOptions> = {}) {
  const log: string[] = [];
  const faults: StoreFault[] = [];
  const scheduled: (() => void)[] = [];
  const writer = createWriter({
    transaction: {
      begin: () => void log.push("begin"),
      commit: () => void log.push("commit"),
      rollback: () => void log.push("rollback"),
    },
    sync: syncedAtOnce,
    syncAlways: false,
    maxWeight: 10,
    schedule: (commit) => void scheduled.push(commit),
    onFault: (fault) => void faults.push(fault),
    onCommit: () => undefined,
    ...options,
  });
  const write = (name: string, weight = 1) =>
    writer.write({ work: () => (log.push(name), name), weight, sync: false });
  const failWith = (error: Error) =>
    writer.write({
      work: (): string => {
        throw error;
      },
      weight: 1,
      sync: false,
    });
  const tick = () => scheduled.splice(0).forEach((commit) => commit());
  return { writer, write, failWith, tick, log, faults };
}

const driverError = (code: string) => Object.assign(new Error(code), { code });

describe("group commit", () => {
  test("all that is asked before the commit shares it, in order", async () => {
    const { write, tick, log } = setUp();
    const results = Promise.all([write("a"), write("b"), write("c")]);
    tick();
    expect(await results).toEqual(["a", "b", "c"].map((value) => ({ ok: true, value })));
    expect(log).toEqual(["begin", "a", "b", "c", "commit"]);
  });

  test("a commit takes no more rows than its limit, but always one job", async () => {
    const { write, tick, log } = setUp();
    const results = Promise.all([write("a", 6), write("b", 6), write("huge", 99), write("c")]);
    for (let turn = 0; turn < 4; turn += 1) tick();
    await results;
    expect(log.join(" ")).toBe("begin a commit begin b commit begin huge commit begin c commit");
  });

  test("a bug in one job fails that job alone", async () => {
    const { write, failWith, tick, faults } = setUp();
    const results = Promise.allSettled([write("a"), failWith(new TypeError("bug")), write("b")]);
    tick();
    expect((await results).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(faults).toEqual([]);
  });

  test.each([
    ["SQLITE_FULL", "disk_full"],
    ["SQLITE_READONLY_DBMOVED", "read_only"],
    ["SQLITE_IOERR_WRITE", "io"],
    ["SQLITE_CORRUPT", "corrupt"],
  ])("%s makes the whole commit unavailable and is told once as %s", async (code, cause) => {
    const { write, failWith, tick, faults, log } = setUp();
    for (let round = 0; round < 2; round += 1) {
      const results = Promise.all([write("a"), failWith(driverError(code))]);
      tick();
      expect(await results).toEqual(Array(2).fill({ ok: false, reason: "unavailable" }));
    }
    expect(log.filter((entry) => entry === "commit")).toEqual([]);
    const recovered = write("b");
    tick();
    expect(await recovered).toEqual({ ok: true, value: "b" });
    expect(faults).toEqual([{ code: "write_failed", cause, message: code }, { code: "write_recovered" }]);
  });

  test("closing commits what is queued and refuses the rest", async () => {
    const { writer, write, tick, log } = setUp();
    const queued = write("a");
    writer.close();
    expect(await queued).toEqual({ ok: true, value: "a" });
    expect(await write("b")).toEqual({ ok: false, reason: "unavailable" });
    tick();
    expect(log).toEqual(["begin", "a", "commit"]);
  });
});
