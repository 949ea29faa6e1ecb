import type { IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { Clock } from "../util/clock";

/** Records of one kind, by key, kept across reloads. Never rejects. */
export type Kept<T> = {
  /** Every record, in no order. */
  all(): Promise<T[]>;
  get(key: string): Promise<T | undefined>;
  put(record: T): Promise<void>;
  remove(key: string): Promise<void>;
};

export type StoragePorts = {
  after: Clock["after"];
  /** The browser keeps nothing (private mode, full disk, a database that never opens). May be called often. */
  onRefused: () => void;
};

export type OpenDatabase = typeof openDB;

type KeptOptions<T> = StoragePorts & {
  database: string;
  store: string;
  keyOf: keyof T & string;
  open?: OpenDatabase;
};

/** A database that does not answer must not stand in a page's way. */
const PATIENCE_MS = 3_000;

/** Memory stands in where the browser refuses storage: all works, and a reload forgets. */
export function createKept<T extends object>(options: KeptOptions<T>): Kept<T> {
  const { database, store, keyOf, after, onRefused, open: openDatabase = openDB } = options;
  const memory = new Map<string, T>();
  let opening: Promise<IDBPDatabase | null> | null = null;

  const withinTime = <R>(work: () => Promise<R>): Promise<R | null> =>
    new Promise((resolve) => {
      const giveUp = (): void => {
        onRefused();
        resolve(null);
      };
      const undo = after(PATIENCE_MS, giveUp);
      // Some browsers refuse by throwing instead of rejecting.
      const working = new Promise<R>((settle) => settle(work()));
      void working.then(resolve, giveUp).finally(undo);
    });

  const open = (): Promise<IDBPDatabase | null> =>
    (opening ??= withinTime(() =>
      openDatabase(database, 1, {
        upgrade: (db) => void db.createObjectStore(store, { keyPath: keyOf }),
        terminated: () => (opening = null),
      }),
    ));

  const attempt = async <R>(work: (db: IDBPDatabase) => Promise<R>): Promise<R | null> => {
    const db = await open();
    return db ? withinTime(() => work(db)) : null;
  };

  return {
    all: async () => {
      const kept = (await attempt((db) => db.getAll(store) as Promise<T[]>)) ?? [];
      for (const record of kept) memory.set(String(record[keyOf]), record);
      return [...memory.values()];
    },
    get: async (key) =>
      memory.get(key) ?? (await attempt((db) => db.get(store, key) as Promise<T | undefined>)) ?? undefined,
    put: async (record) => {
      memory.set(String(record[keyOf]), record);
      await attempt((db) => db.put(store, record));
    },
    remove: async (key) => {
      memory.delete(key);
      await attempt((db) => db.delete(store, key));
    },
  };
}
