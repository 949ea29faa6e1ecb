import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import { createAllowance } from "./allowance";

function allowing(ms: number) {
  const clock = createManualClock();
  const spent: number[] = [];
  const started = clock.now();
  const onSpent = (): void => void spent.push(clock.now() - started);
  return {
    clock,
    spent,
    allowance: createAllowance({ ms, after: clock.after, stopwatch: clock.now, onSpent }),
  };
}

test("[ASK-4] the time that a tool has is spent once, when it is over", () => {
  const { clock, spent } = allowing(100);
  clock.advance(99);
  expect(spent).toEqual([]);
  clock.advance(500);
  expect(spent).toEqual([100]);
});

test("[ASK-4] while it stands still nothing is spent, and what is left is left", () => {
  const { clock, spent, allowance } = allowing(100);
  clock.advance(60);
  const goOn = allowance.pause();
  clock.advance(10_000);
  goOn();
  clock.advance(39);
  expect(spent).toEqual([]);
  clock.advance(1);
  expect(spent).toEqual([10_100]);
});

test("[ASK-4] two pauses at once end with the later one, and an undo counts once", () => {
  const { clock, spent, allowance } = allowing(100);
  const one = allowance.pause();
  const other = allowance.pause();
  one();
  one();
  clock.advance(1_000);
  expect(spent).toEqual([]);
  other();
  clock.advance(100);
  expect(spent).toEqual([1_100]);
});

test("one that has ended is spent no more, also where a pause ends after it", () => {
  const { clock, spent, allowance } = allowing(100);
  const goOn = allowance.pause();
  allowance.end();
  goOn();
  clock.advance(1_000);
  expect(spent).toEqual([]);
});
