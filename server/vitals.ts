import { readdirSync, readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Clock } from "../lib/util/clock";
import type { Log, WriteHealth } from "./host/deps";
import type { Vitals } from "./http/ports";

/** What the process measures of itself. */
export type Gauges = {
  /** The longest time for which the event loop stood still since the last call, in milliseconds. */
  longestStall(): number;
  /** Files and sockets that are open, and how many may be; null where the system does not say. */
  files(): { open: number; limit: number } | null;
};

const SAMPLE_MS = 1_000;
const STALL_MS = 200;
/** Files are counted at most this often; in between, each page that comes in counts as one. */
const COUNT_MS = 100;
const FULL = 0.9;

export type RunningVitals = Vitals & { drain(): void; stop(): void };

type VitalsDeps = { clock: Clock; log: Log; writes: Pick<WriteHealth, "isWritable">; gauges?: Gauges };

/** Watches the event loop and the limit of open files, and knows whether this process should be sent people. */
export function createVitals({ clock, log, writes, gauges = processGauges() }: VitalsDeps): RunningVitals {
  let lagMs = 0;
  let draining = false;
  let counted = { at: -Infinity, open: 0, limit: Infinity };
  let cancel = clock.after(SAMPLE_MS, sample);

  function sample(): void {
    cancel = clock.after(SAMPLE_MS, sample);
    lagMs = Math.round(gauges.longestStall());
    if (lagMs > STALL_MS) log.warn({ ms: lagMs }, "the event loop stood still");
  }

  const count = (): void => {
    const age = clock.now() - counted.at;
    // A clock that was put back must not stop the counting.
    if (age >= 0 && age < COUNT_MS) return;
    counted = { open: 0, limit: Infinity, ...gauges.files(), at: clock.now() };
  };
  const hasRoom = (): boolean => {
    count();
    return counted.open < counted.limit * FULL;
  };

  return {
    report: () => ({ draining, lagMs, room: hasRoom(), writable: writes.isWritable() }),
    admit: () => {
      if (!hasRoom()) return false;
      counted.open += 1;
      return true;
    },
    drain: () => {
      draining = true;
    },
    stop: () => cancel(),
  };
}

function processGauges(): Gauges {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  const limit = fileLimit();
  return {
    longestStall: () => {
      const longest = delay.max / 1e6;
      delay.reset();
      return longest;
    },
    files: () => (limit === null ? null : { open: readdirSync("/proc/self/fd").length, limit }),
  };
}

function fileLimit(): number | null {
  try {
    const soft = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return soft === undefined ? null : Number(soft);
  } catch {
    return null;
  }
}
