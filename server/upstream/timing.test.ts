import { expect, test } from "vitest";
import { startHeartbeat } from "./heartbeat";
import { ManualClock } from "./testing/manual-clock";
import { Watchdog } from "./watchdog";

test("[C7] [U14] [U15] any sign of life keeps the heart beating, two silent intervals end it once", () => {
  const clock = new ManualClock();
  const seen = { pings: 0, silences: 0 };
  const heartbeat = startHeartbeat({
    clock,
    intervalMs: 100,
    ping: () => (seen.pings += 1),
    isSending: () => false,
    onSilent: () => (seen.silences += 1),
  });
  for (let beat = 0; beat < 5; beat += 1) {
    clock.advance(100);
    heartbeat.heard();
  }
  expect(seen).toEqual({ pings: 5, silences: 0 });
  clock.advance(1000);
  expect(seen).toEqual({ pings: 6, silences: 1 });
  expect(clock.pending).toBe(0);
});

test("a watchdog that is kept busy holds one timer and expires once, when left alone", () => {
  const clock = new ManualClock();
  let expired = 0;
  const watchdog = new Watchdog(clock, () => (expired += 1));
  for (let step = 0; step < 50; step += 1) {
    watchdog.extend(100);
    clock.advance(90);
    expect(clock.pending).toBe(1);
  }
  clock.advance(9);
  expect(expired).toBe(0);
  clock.advance(1);
  expect([expired, clock.pending]).toEqual([1, 0]);
});

test("a watchdog's deadline can be brought forward", () => {
  const clock = new ManualClock();
  let expired = 0;
  const watchdog = new Watchdog(clock, () => (expired += 1));
  watchdog.extend(1000);
  watchdog.extend(10);
  clock.advance(10);
  expect(expired).toBe(1);
  watchdog.extend(10);
  watchdog.stop();
  clock.advance(10);
  expect(expired).toBe(1);
});
