import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { OutboxEntry } from "./state";

/** Commands that have not come back yet, kept across reloads. */
export type OutboxStore = {
  all(): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(commandId: string): Promise<void>;
};

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
}

/** Memory stands in where the browser refuses storage (private mode, full disk): sends work, a reload forgets. */
export function createOutboxStore(scope: string): OutboxStore {
  let database: Promise<IDBPDatabase<Schema>> | null = null;
  const memory = new Map<string, OutboxEntry>();

  const open = (): Promise<IDBPDatabase<Schema>> =>
    (database ??= openDB<Schema>(`longwire-outbox-${scope}`, 1, {
      upgrade: (db) => void db.createObjectStore("outbox", { keyPath: "commandId" }),
    }));

  const attempt = async (work: (db: IDBPDatabase<Schema>) => Promise<unknown>): Promise<void> => {
    try {
      await work(await open());
    } catch {
      // Storage is refused: the copy in memory is what there is.
    }
  };

  return {
    all: async () => {
      await attempt(async (db) => {
        for (const entry of await db.getAll("outbox")) memory.set(entry.commandId, entry);
      });
      return [...memory.values()].sort((a, b) => a.at - b.at);
    },
    put: async (entry) => {
      memory.set(entry.commandId, entry);
      await attempt((db) => db.put("outbox", entry));
    },
    remove: async (commandId) => {
      memory.delete(commandId);
      await attempt((db) => db.delete("outbox", commandId));
    },
  };
}
