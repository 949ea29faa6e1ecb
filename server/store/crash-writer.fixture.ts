import { writeSync } from "node:fs";
import type { Lease, Store } from "./port";
import { append, ownedSession, rowsAfter } from "./fixture";
import { createSqliteStore } from "./sqlite";

const SESSIONS = ["s1", "s2", "s3"];

/** Waits where whoever reads along is behind. A line is short enough to be written as a whole or not at all. */
async function say(line: string): Promise<void> {
  for (;;) {
    try {
      return void writeSync(1, line);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** Appends for ever and says on stdout what was acknowledged: `<session> <seq>`, one a line. */
async function writeForEver(store: Store, lease: Lease): Promise<void> {
  let head = (await store.events.head(lease.sessionId))?.seq ?? 0;
  for (;;) {
    const rows = rowsAfter(head, 1 + (head % 3), { itemId: `i${head % 50}`, body: `"${"x".repeat(200)}"` });
    const result = await append(store, lease, rows, head % 5 === 0);
    if (!result.ok) throw new Error(result.reason);
    head += rows.length;
    await say(`${lease.sessionId} ${head}\n`);
  }
}

const store = createSqliteStore({
  directory: process.argv[2] ?? "",
  durability: "normal",
  now: Date.now,
  onFault: (fault) => writeSync(2, JSON.stringify(fault)),
});
if ("error" in store) throw new Error(store.error.message);
const opened = store;
await Promise.all(SESSIONS.map(async (id) => writeForEver(opened, await ownedSession(opened, id))));
