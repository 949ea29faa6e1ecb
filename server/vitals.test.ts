import { expect, test } from "vitest";
import { createManualClock } from "../lib/util/manual-clock.fixture";
import { createVitals } from "./vitals";

function stage() {
  const clock = createManualClock();
  const warned: unknown[] = [];
  const state = { stall: 0, open: 10, writable: true };
  const log = {
    info: () => undefined,
    warn: (fields: unknown) => void warned.push(fields),
    error: () => undefined,
  };
  const vitals = createVitals({
    ...{ clock, log, writes: { isWritable: () => state.writable } },
    gauges: { longestStall: () => state.stall, files: () => ({ open: state.open, limit: 100 }) },
  });
  return { clock, warned, state, vitals };
}

test("[F53] an event loop that stood still for more than 200 ms is logged and reported", () => {
  const { clock, warned, state, vitals } = stage();
  state.stall = 200;
  clock.advance(1_000);
  expect(warned).toEqual([]);
  state.stall = 412.4;
  clock.advance(1_000);
  expect(warned).toEqual([{ ms: 412 }]);
  expect(vitals.report().lagMs).toBe(412);
});

test("[F55] at nine tenths of the limit of open files no more pages are let in, and they are again below it", () => {
  const { clock, state, vitals } = stage();
  state.open = 88;
  expect([vitals.admit(), vitals.admit(), vitals.admit()]).toEqual([true, true, false]);
  expect(vitals.report().room).toBe(false);
  state.open = 40;
  clock.advance(100);
  expect(vitals.admit()).toBe(true);
  clock.advance(-3_600_000);
  state.open = 95;
  expect(vitals.admit()).toBe(false);
});

test("[F38][F49] a process that drains or cannot write says so", () => {
  const { state, vitals } = stage();
  expect(vitals.report()).toEqual({ draining: false, lagMs: 0, room: true, writable: true });
  state.writable = false;
  vitals.drain();
  expect(vitals.report()).toMatchObject({ draining: true, writable: false });
});
