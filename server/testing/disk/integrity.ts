import Database from "libsql";
import path from "node:path";

/** What SQLite itself finds wrong with the database of a folder that nobody has open; none when all is well. */
export function integrityOf(directory: string): string[] {
  const db = new Database(path.join(directory, "longwire.db"));
  try {
    const found = db.prepare("PRAGMA integrity_check").all() as { integrity_check: string }[];
    return found.map((each) => each.integrity_check).filter((text) => text !== "ok");
  } finally {
    db.close();
  }
}
