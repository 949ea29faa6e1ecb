import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";

interface Schema extends DBSchema {
  files: { key: string; value: { sessionId: string; files: readonly File[] } };
}

let database: Promise<IDBPDatabase<Schema>> | null = null;

const open = (): Promise<IDBPDatabase<Schema>> =>
  (database ??= openDB<Schema>("longwire-unsent-files", 1, {
    upgrade: (db) => void db.createObjectStore("files", { keyPath: "sessionId" }),
  }));

/** The files of a session's unsent message, kept in this browser until it is sent. Never rejects. */
export async function keptFiles(sessionId: string): Promise<readonly File[]> {
  try {
    const db = await open();
    return (await db.get("files", sessionId))?.files ?? [];
  } catch {
    return [];
  }
}

export async function keepFiles(sessionId: string, files: readonly File[]): Promise<void> {
  try {
    const db = await open();
    if (files.length === 0) await db.delete("files", sessionId);
    else await db.put("files", { sessionId, files });
  } catch {
    // Storage is refused: the files live as long as the page.
  }
}
