import { messageOf } from "./fault";
import type { StoreFault } from "./fault";
import type { WalSync } from "./wal-sync";

/**
 * Moves the write-ahead log into the database once it has grown by `everyBytes`. The log is synced without
 * blocking first; SQLite itself syncs the log and then the database before it empties the log, so whoever
 * was promised a sync keeps it.
 */
export function createCheckpoint(options: {
  everyBytes: number;
  walBytes: () => number;
  run: () => void;
  sync: WalSync;
  onFault: (fault: StoreFault) => void;
}): { afterCommit(): void; now(): void; stop(): void } {
  let limit = options.everyBytes;
  let state: "idle" | "pending" | "stopped" = "idle";

  const attempt = (): void => {
    try {
      options.run();
    } catch (error) {
      options.onFault({ code: "checkpoint_failed", message: messageOf(error) });
    }
  };
  const whenSynced = (synced: boolean): void => {
    if (state === "stopped") return;
    if (synced) attempt();
    limit = options.walBytes() + options.everyBytes;
    state = "idle";
  };
  return {
    afterCommit: () => {
      if (state !== "idle" || options.walBytes() < limit) return;
      state = "pending";
      void options.sync.now().then(whenSynced);
    },
    now: attempt,
    stop: () => {
      state = "stopped";
    },
  };
}
