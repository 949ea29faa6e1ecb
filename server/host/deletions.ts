import { singleFlight } from "../../lib/util/single-flight";
import type { ServerDeps } from "./deps";
import type { Directory } from "./directory";

/** How long a deletion can be taken back. */
export const UNDO_MS = 10_000;
const SWEEP_MS = 60_000;
const RETENTION_EVERY_MS = 3_600_000;
const AT_ONCE = 1_000;

export type Deletions = {
  /** Resolves with the time until which the deletion can be taken back; null: there is no such session. */
  schedule(sessionId: string): Promise<number | null>;
  /** False when the session is gone already. */
  restore(sessionId: string): Promise<boolean>;
  close(): Promise<void>;
};

export type DeletionsDeps = Pick<ServerDeps, "store" | "bus" | "clock" | "log"> & {
  directory: Pick<Directory, "end" | "activity">;
  isWatched: (sessionId: string) => boolean;
  /** Sessions that nobody touched for so long are deleted; null: they are kept. */
  retentionMs: number | null;
  /** What is kept of a session outside the store goes too. */
  onErased?: ((sessionId: string) => Promise<void>) | undefined;
};

/** Erases sessions whose time has come. What is to be erased stands in the store: a restart goes on with it. */
export function createDeletions(deps: DeletionsDeps): Deletions {
  const { store, bus, clock } = deps;
  const sweep = createSweep(deps);
  const changed = async (sessionId: string): Promise<void> => {
    const row = await store.sessions.get(sessionId);
    if (row) bus.listChanged(row.principal);
  };
  return {
    schedule: async (sessionId) => {
      const row = await store.sessions.get(sessionId);
      if (!row) return null;
      const deletesAt = row.deletesAt ?? clock.now() + UNDO_MS;
      if (!(await store.sessions.setDeletion(sessionId, deletesAt))) return null;
      bus.listChanged(row.principal);
      clock.after(deletesAt - clock.now(), sweep.run);
      return deletesAt;
    },
    restore: async (sessionId) => {
      const kept = await store.sessions.setDeletion(sessionId, null);
      if (kept) await changed(sessionId);
      return kept;
    },
    close: sweep.close,
  };
}

function createSweep(deps: DeletionsDeps): { run: () => void; close: () => Promise<void> } {
  const { store, clock, log } = deps;
  const markUnused = createRetention(deps);
  let phase: "open" | "closed" = "open";
  let running: Promise<void> = Promise.resolve();
  let cancel = (): void => undefined;

  const sweep = async (): Promise<void> => {
    await markUnused();
    for (const sessionId of await store.sessions.due(clock.now(), AT_ONCE)) {
      if (phase === "closed") return;
      await erase(deps, sessionId);
    }
  };
  const start = singleFlight(
    () => (running = phase === "closed" ? Promise.resolve() : sweep()),
    (error) => log.error({ err: error }, "sessions could not be deleted"),
  );
  const tick = (): void => {
    cancel = clock.after(SWEEP_MS, tick);
    start();
  };
  tick();
  return {
    run: start,
    close: async () => {
      phase = "closed";
      cancel();
      await running.catch(() => undefined);
    },
  };
}

/** Marks what was not touched for long. What somebody watches, or in which something runs, is not left alone by anybody. */
function createRetention({ store, clock, retentionMs, ...deps }: DeletionsDeps): () => Promise<void> {
  let nextAt = -Infinity;
  return async () => {
    const now = clock.now();
    if (retentionMs === null || now < nextAt) return;
    nextAt = now + RETENTION_EVERY_MS;
    for (const sessionId of await store.sessions.unused(now - retentionMs, AT_ONCE)) {
      const inUse = deps.isWatched(sessionId) || deps.directory.activity(sessionId) !== "idle";
      if (!inUse) await store.sessions.setDeletion(sessionId, now);
    }
  };
}

async function erase(deps: DeletionsDeps, sessionId: string): Promise<void> {
  const { store, bus, clock, directory, log } = deps;
  const row = await store.sessions.get(sessionId);
  const erased = await directory.end(sessionId, () => store.sessions.erase(sessionId, clock.now()));
  if (!row || !erased) return;
  await deps.onErased?.(sessionId);
  bus.accessChanged(sessionId);
  bus.listChanged(row.principal);
  log.info({ sessionId }, "session deleted");
}
