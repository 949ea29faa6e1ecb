import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { Artifact, Outcome } from "../protocol/tool";

export type JournalEntry = {
  /** `<sessionId> <callId>`. */
  key: string;
  claimId: string | null;
  outcome: Outcome;
  artifact: Artifact | null;
  ranMs: number | null;
};

/** What this page's tools have answered, written before it is sent: a reload sends it again and never runs again. */
export type Journal = {
  get(key: string): Promise<JournalEntry | undefined>;
  put(entry: JournalEntry): Promise<void>;
  remove(key: string): Promise<void>;
};

interface Schema extends DBSchema {
  outcomes: { key: string; value: JournalEntry };
}

export function createJournal(scope: string): Journal {
  let database: Promise<IDBPDatabase<Schema>> | null = null;
  const memory = new Map<string, JournalEntry>();
  const open = (): Promise<IDBPDatabase<Schema>> =>
    (database ??= openDB<Schema>(`longwire-journal-${scope}`, 1, {
      upgrade: (db) => void db.createObjectStore("outcomes", { keyPath: "key" }),
    }));

  return {
    get: async (key) => {
      const known = memory.get(key);
      if (known) return known;
      try {
        return await (await open()).get("outcomes", key);
      } catch {
        return undefined;
      }
    },
    put: async (entry) => {
      memory.set(entry.key, entry);
      try {
        await (await open()).put("outcomes", entry);
      } catch {
        // Storage is refused: the copy in memory still guards this page's life.
      }
    },
    remove: async (key) => {
      memory.delete(key);
      try {
        await (await open()).delete("outcomes", key);
      } catch {
        // Nothing was kept, so there is nothing to remove.
      }
    },
  };
}
