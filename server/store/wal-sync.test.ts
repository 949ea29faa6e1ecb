import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createWalSync } from "./wal-sync";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const pending: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const datasync = vi.fn(() => new Promise<void>((resolve, reject) => pending.push({ resolve, reject })));
  const onFault = vi.fn();
  const sync = createWalSync({ datasync, delayMs: 250, onFault });
  return { sync, datasync, onFault, next: () => pending.shift() };
}

test("an unhurried request is synced by the end of the delay, once for all of them", () => {
  const { sync, datasync } = setUp();
  sync.soon();
  vi.advanceTimersByTime(200);
  sync.soon();
  expect(datasync).not.toHaveBeenCalled();
  vi.advanceTimersByTime(50);
  expect(datasync).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1000);
  expect(datasync).toHaveBeenCalledTimes(1);
});

test("a sync for an urgent request serves the unhurried ones before it", () => {
  const { sync, datasync } = setUp();
  sync.soon();
  void sync.now();
  vi.advanceTimersByTime(1000);
  expect(datasync).toHaveBeenCalledTimes(1);
});

test("an unhurried request during a sync is not served by it", async () => {
  const { sync, datasync, next } = setUp();
  const first = sync.now();
  sync.soon();
  next()?.resolve();
  expect(await first).toBe(true);
  vi.advanceTimersByTime(250);
  expect(datasync).toHaveBeenCalledTimes(2);
});

test("requests during a sync share one further sync", async () => {
  const { sync, datasync, next } = setUp();
  const first = sync.now();
  const later = [sync.now(), sync.now(), sync.now()];
  expect(datasync).toHaveBeenCalledTimes(1);
  next()?.resolve();
  await first;
  await vi.waitFor(() => expect(datasync).toHaveBeenCalledTimes(2));
  next()?.resolve();
  expect(await Promise.all(later)).toEqual([true, true, true]);
  expect(datasync).toHaveBeenCalledTimes(2);
});

test("a failed sync is told once and never tried again", async () => {
  const { sync, datasync, onFault, next } = setUp();
  const waiting = [sync.now(), sync.now()];
  next()?.reject(new Error("EIO"));
  expect(await Promise.all(waiting)).toEqual([false, false]);
  expect(await sync.now()).toBe(false);
  expect(sync.healthy()).toBe(false);
  expect(datasync).toHaveBeenCalledTimes(1);
  expect(onFault.mock.calls).toEqual([[{ code: "sync_failed", message: "EIO" }]]);
});
