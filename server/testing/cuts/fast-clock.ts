import { systemClock, type Clock } from "../../../lib/util/clock";

/** Time that goes by so many times as fast, for what waits and for what looks at the clock. */
export function fastClock(times: number): Clock {
  const began = Date.now();
  return {
    now: () => Math.round(began + (Date.now() - began) * times),
    after: (ms, run) => systemClock.after(ms / times, run),
  };
}
