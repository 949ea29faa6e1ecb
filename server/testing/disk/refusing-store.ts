import { createDiskWatch, type DiskWatch } from "../../doctor/disk-watch";
import type { Store } from "../../store/port";
import { createSqliteStore } from "../../store/sqlite";

export type RefusingStore = {
  store: Store;
  watch: DiskWatch;
  /** From now on every commit fails with this code of SQLite; null: none does. */
  refuse(code: "SQLITE_FULL" | "SQLITE_IOERR_WRITE" | null): void;
};

export const diskError = (code: string): Error => Object.assign(new Error(code), { code });

/** The SQLite store on a disk that takes nothing when it is told so. */
export function openRefusingStore(directory: string): RefusingStore {
  const watch = createDiskWatch({ directory });
  let refused: string | null = null;
  const store = createSqliteStore({
    ...{ directory, durability: "normal", now: Date.now, onFault: watch.noteFault },
    before: (operation) => {
      if (operation === "commit" && refused !== null) throw diskError(refused);
    },
  });
  if ("error" in store) throw new Error(store.error.message);
  return { store, watch, refuse: (code) => void (refused = code) };
}
