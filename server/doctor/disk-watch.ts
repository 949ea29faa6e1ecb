import { fdatasync } from "node:fs";
import { statfs } from "node:fs/promises";
import { promisify } from "node:util";
import type { DoctorReport } from "../../lib/protocol/doctor";
import type { StoreFault } from "../store/fault";

type State = Pick<DoctorReport["store"], "state" | "cause">;

/** Knows what the disk under the store does: handed to the store, and asked by the doctor. */
export type DiskWatch = {
  /** Syncs a file and remembers how long it took. */
  datasync(fd: number): Promise<void>;
  noteFault(fault: StoreFault): void;
  isWritable(): boolean;
  /** Tells of each change between writable and not. */
  onChange(listener: () => void): () => void;
  report(): Promise<Omit<DoctorReport["store"], "durability">>;
};

const SYNCS_KEPT = 100;

export function createDiskWatch(options: {
  directory: string;
  datasync?: (fd: number) => Promise<void>;
  /** Milliseconds, steady. */
  elapsed?: () => number;
}): DiskWatch {
  const { datasync = promisify(fdatasync), elapsed = () => performance.now() } = options;
  const syncs: number[] = [];
  const listeners = new Set<() => void>();
  let state: State = { state: "writable", cause: null };
  return {
    datasync: async (fd) => {
      const began = elapsed();
      await datasync(fd);
      syncs.push(elapsed() - began);
      if (syncs.length > SYNCS_KEPT) syncs.shift();
    },
    noteFault: (fault) => {
      const before = state.state;
      state = after(state, fault);
      if (before !== state.state) for (const listener of [...listeners]) listener();
    },
    isWritable: () => state.state === "writable",
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    report: async () => ({
      ...state,
      syncMs: median(syncs),
      freeBytes: await freeBytes(options.directory),
    }),
  };
}

function after(state: State, fault: StoreFault): State {
  switch (fault.code) {
    case "write_failed":
      return { state: "refusing", cause: fault.cause };
    case "write_recovered":
      return { state: "writable", cause: null };
    case "sync_failed":
      return { state: "ended", cause: "sync_failed" };
    case "checkpoint_failed":
      return state;
  }
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

async function freeBytes(directory: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return null;
  }
}
