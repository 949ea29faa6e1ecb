import type { Store } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";
import type { Commit } from "./writer";

export function createSqliteSettings(db: Db, commit: Commit): Store["setting"] {
  const byName = prepare<{ value: string }>(db, "SELECT value FROM setting WHERE name = ?");
  const insert = prepare(db, "INSERT INTO setting (name, value) VALUES (?, ?)");
  return async (name, initial) => {
    const stored = byName.get(name);
    if (stored) return stored.value;
    return commit(() => {
      const meanwhile = byName.get(name);
      if (meanwhile) return meanwhile.value;
      const value = initial();
      insert.run(name, value);
      return value;
    });
  };
}
