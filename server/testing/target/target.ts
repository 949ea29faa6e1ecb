import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { fdatasync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { promisify } from "node:util";
import { systemClock, type Clock } from "../../../lib/util/clock";
import { createMemoryStore } from "../../store/memory";
import type { Store } from "../../store/port";
import { createSqliteStore } from "../../store/sqlite";
import { startServer } from "../start-server";

export type TargetOptions = {
  /** Where the log stands: on the disk as shipped, or in memory for a short run. */
  store: "sqlite" | "memory";
  /** How many times faster the waits of sessions and of the line to the provider go by. */
  hurry: number;
  /** The provider's address; null for the embedded models. */
  provider: string | null;
  /** "open" lets any number of pages in at once. */
  admission: "shipped" | "open";
};

/** What a server tells of itself. */
export type Figures = {
  cpuMicros: number;
  rssBytes: number;
  heapBytes: number;
  openFiles: number;
  /** Since the figures were last taken. */
  lagP99Ms: number;
  lagMaxMs: number;
  /** How often a part of a log was read. */
  logReads: number;
  /** Sessions that it owns, and viewers of them. */
  hosted: number;
  viewers: number;
  /** Lines of the log that stand for a bug, at most 20 of them. */
  bugs: string[];
};

export type Target = {
  readonly origin: string;
  readonly port: number;
  /** `collect` runs the garbage collector first, where it may be called. */
  figures(collect?: boolean): Promise<Figures>;
  stop(): Promise<void>;
};

const BUGS =
  /^\["(frame failed|session host failed|follow failed|session could not be opened|recheck failed)"/;
const MOST_BUGS = 20;
/** No wait of a provider that hangs is longer than this. */
const LINE_MS = 400;

const IMPATIENT = { firstEventMs: LINE_MS, reusedFirstEventMs: LINE_MS, betweenEventsMs: LINE_MS };

/** A whole server in this process, and its figures. */
export async function openTarget(options: TargetOptions): Promise<Target> {
  const { store, close } = openStore(options.store);
  const counted = countReads(store);
  let httpAt = Date.now();
  const { provider } = options;
  const server = await startServer({
    store: counted.store,
    clock: hurried(options.hurry),
    // Other lines would be taken for growth of the server.
    keeps: (line) => BUGS.test(line),
    limits: { noBrowserMs: 500 * options.hurry },
    ...(options.provider === null ? {} : { upstreamLimits: IMPATIENT }),
    ...(options.admission === "open" ? { now: () => (httpAt += 1_000) } : {}),
    ...(provider === null ? {} : { through: () => Promise.resolve(provider) }),
  });
  const lag = monitorEventLoopDelay({ resolution: 10 });
  lag.enable();
  return {
    ...{ origin: server.origin, port: server.port },
    figures: (collect = false) => {
      if (collect) globalThis.gc?.();
      const { user, system } = process.cpuUsage();
      const { rss, heapUsed } = process.memoryUsage();
      const bugs = server.logged.slice(0, MOST_BUGS);
      const lags = { lagP99Ms: lag.percentile(99) / 1e6, lagMaxMs: lag.max / 1e6 };
      lag.reset();
      return Promise.resolve({
        ...{ cpuMicros: user + system, rssBytes: rss, heapBytes: heapUsed, openFiles: openFiles(), bugs },
        ...{ ...lags, logReads: counted.reads(), ...server.counts() },
      });
    },
    stop: async () => {
      lag.disable();
      await server.stop();
      await close();
    },
  };
}

/** A store of its own, which is gone once it is closed. */
export function openStore(kind: TargetOptions["store"]): { store: Store; close: () => Promise<void> } {
  if (kind === "memory") return { store: createMemoryStore(), close: () => Promise.resolve() };
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-target-"));
  const store = createSqliteStore({
    ...{ directory, durability: "normal", now: Date.now, datasync: promisify(fdatasync) },
    onFault: (fault) => console.error("store fault", fault),
  });
  if ("error" in store) throw new Error(store.error.message);
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { store, close };
}

function countReads(store: Store): { store: Store; reads: () => number } {
  let count = 0;
  const read: Store["events"]["read"] = (...args) => {
    count += 1;
    return store.events.read(...args);
  };
  return { store: { ...store, events: { ...store.events, read } }, reads: () => count };
}

const hurried = (times: number): Clock => ({
  ...systemClock,
  after: (ms, run) => systemClock.after(ms / times, run),
});

/** 0 where the system does not tell. */
function openFiles(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}
