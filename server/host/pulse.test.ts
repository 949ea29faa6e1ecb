import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createPulse } from "./pulse";

function setUp() {
  const clock = createManualClock();
  const pulse = createPulse(clock);
  let runs = 0;
  const run = (): void => void (runs += 1);
  /** Enough pieces of text, `everyMs` apart, for the pulse to know the rate. */
  const beBusy = (everyMs: number): void => {
    for (let piece = 0; piece < 32; piece += 1) {
      pulse.join(() => undefined, 20);
      clock.advance(everyMs);
    }
  };
  return { clock, pulse, run, runs: () => runs, beBusy };
}

test("at a quiet node text is taken up at once", () => {
  const { pulse, run, runs, beBusy } = setUp();
  beBusy(10);
  pulse.join(run, 20);
  expect(runs()).toBe(1);
});

test("at a busy node text waits for the beat, and a session that joined twice runs once", () => {
  const { clock, pulse, run, runs, beBusy } = setUp();
  beBusy(1);
  clock.advance(33);
  pulse.join(run, 20);
  pulse.join(run, 20);
  clock.advance(32);
  expect(runs()).toBe(0);
  clock.advance(1);
  expect(runs()).toBe(1);
  clock.advance(100);
  expect(runs()).toBe(1);
});

test("at a busy node text of a session that speaks slowly waits a millisecond, for its neighbours alone", () => {
  const { clock, pulse, run, runs, beBusy } = setUp();
  beBusy(1);
  pulse.join(run, 100);
  expect(runs()).toBe(0);
  clock.advance(1);
  expect(runs()).toBe(1);
});
