import { OpenText, type Place } from "./open-text";
import type { LogRow } from "./port";
import { prepare } from "./statement";
import type { Db } from "./statement";

/** Stands for the item of a delta that names none; it is never done. */
const NO_ITEM = "\u{1}";
const TRIM_EVERY = 256;

/**
 * Text under way, in a table of its own that only grows at its end: all that one commit brings, of
 * whichever sessions, is one row. What an `item.done` holds as a whole is dropped; what a turn leaves
 * unfinished moves to `event`.
 */
export interface Deltas {
  /** These five run inside the transaction that appends; `flush` ends it. */
  add(session: number, row: LogRow): void;
  finishItem(session: number, itemId: string): void;
  finishTurn(session: number): void;
  flush(): void;
  /** Takes all text of a session out, also what is no longer needed and waits to be trimmed. */
  erase(session: number): void;
  /** At most `count` deltas of unfinished items with `seq > after`, oldest first. */
  read(session: number, after: number, count: number): LogRow[];
  head(session: number): number;
  /** To be called when a transaction was undone. */
  rolledBack(): void;
}

/** A delta that holds nothing but text; any other row stands in `event`. */
export const isText = ({ type, commandId, secret }: LogRow): boolean =>
  type === "item.delta" && commandId === null && secret === null;

type Entry = [session: number, seq: number, at: number, itemId: string | null, body: string];

export function createDeltas(db: Db): Deltas {
  const chunks = createChunks(db);
  const keep = createKeep(db);
  const open = new OpenText();
  settle(db, { chunks, keep });
  let pending: Entry[] = [];
  let next = 1;
  let trimAt = TRIM_EVERY;

  const trim = (): void => {
    chunks.trim(open.firstPlace() ?? next);
    trimAt = next + TRIM_EVERY;
  };
  const flush = (): void => {
    if (pending.length === 0) return;
    chunks.insert(next, pending);
    pending = [];
    next += 1;
    if (next >= trimAt) trim();
  };
  const read = (session: number, after: number, count: number): LogRow[] =>
    rowsOf(session, open.after(session, after, count), chunks.get);

  return {
    add: (session, { seq, at, itemId, body }) => {
      pending.push([session, seq, at, itemId, body]);
      open.add(session, itemId ?? NO_ITEM, { seq, place: next });
    },
    finishItem: (session, itemId) => open.finish(session, itemId),
    finishTurn: (session) => {
      flush();
      for (const row of read(session, 0, Infinity)) keep(session, row);
      open.finishAll(session);
    },
    flush,
    erase: (session) => {
      flush();
      open.finishAll(session);
      for (const { place, entries } of chunks.all()) {
        const others = entries.filter((entry) => entry[0] !== session);
        if (others.length < entries.length) chunks.replace(place, others);
      }
    },
    read,
    head: (session) => open.head(session),
    rolledBack: () => {
      pending = [];
      open.clear();
      for (const { place, entry } of unfinished(db, chunks.all()))
        open.add(entry[0], entry[3] ?? NO_ITEM, { seq: entry[1], place });
      next = chunks.last() + 1;
    },
  };
}

type Chunk = { place: number; entries: readonly Entry[] };

function createChunks(db: Db) {
  const insert = prepare(db, "INSERT INTO delta (place, rows) VALUES (?, ?)");
  const replace = prepare(db, "UPDATE delta SET rows = ? WHERE place = ?");
  const remove = prepare(db, "DELETE FROM delta WHERE place = ?");
  const byPlace = prepare<{ rows: string }>(db, "SELECT rows FROM delta WHERE place = ?");
  const all = prepare<{ place: number; rows: string }>(db, "SELECT place, rows FROM delta ORDER BY place");
  const last = prepare<{ place: number | null }>(db, "SELECT max(place) AS place FROM delta");
  const trim = prepare(db, "DELETE FROM delta WHERE place < ?");
  const parsed = (rows: string): readonly Entry[] => JSON.parse(rows) as Entry[];
  return {
    insert: (place: number, entries: readonly Entry[]): void => insert.run(place, JSON.stringify(entries)),
    replace: (place: number, entries: readonly Entry[]): void =>
      entries.length > 0 ? replace.run(JSON.stringify(entries), place) : remove.run(place),
    get: (place: number): readonly Entry[] => parsed(byPlace.get(place)?.rows ?? "[]"),
    all: (): Chunk[] => all.all().map(({ place, rows }) => ({ place, entries: parsed(rows) })),
    last: (): number => last.get()?.place ?? 0,
    trim: (before: number): void => trim.run(before),
  };
}

type Chunks = ReturnType<typeof createChunks>;

function rowsOf(session: number, wanted: readonly Place[], chunk: Chunks["get"]): LogRow[] {
  const rows: LogRow[] = [];
  let current: { place: number; entries: readonly Entry[] } = { place: 0, entries: [] };
  for (const { seq, place } of wanted) {
    if (current.place !== place) current = { place, entries: chunk(place) };
    const entry = current.entries.find((each) => each[0] === session && each[1] === seq);
    if (entry) rows.push(rowOf(entry));
  }
  return rows;
}

const rowOf = ([, seq, at, itemId, body]: Entry): LogRow => ({
  ...{ seq, at, type: "item.delta", commandId: null, itemId, body, secret: null },
});

type Keep = (session: number, row: LogRow) => void;

function createKeep(db: Db): Keep {
  const insert = prepare(
    db,
    `INSERT INTO event (session_no, seq, at, type, command_id, item_id, body, secret)
     VALUES (?, ?, ?, 'item.delta', NULL, ?, ?, NULL)`,
  );
  return (session, { seq, at, itemId, body }) => insert.run(session, seq, at, itemId, body);
}

/** After a restart no turn goes on in the middle of an item: its text stays as it is. */
function settle(db: Db, { chunks, keep }: { chunks: Chunks; keep: Keep }): void {
  const left = unfinished(db, chunks.all());
  db.exec("BEGIN");
  for (const { entry } of left) keep(entry[0], rowOf(entry));
  db.exec("DELETE FROM delta; COMMIT;");
}

function unfinished(db: Db, chunks: readonly Chunk[]): { place: number; entry: Entry }[] {
  const doneOf = prepare<{ itemId: string }>(
    db,
    "SELECT item_id AS itemId FROM event WHERE session_no = ? AND type = 'item.done'",
  );
  const keptOf = prepare<{ seq: number }>(db, "SELECT seq FROM event WHERE session_no = ? AND seq = ?");
  const done = new Map<number, ReadonlySet<string>>();
  const isDone = ([session, , , itemId]: Entry): boolean => {
    const items = done.get(session) ?? new Set(doneOf.all(session).map((row) => row.itemId));
    done.set(session, items);
    return itemId !== null && items.has(itemId);
  };
  return chunks.flatMap(({ place, entries }) =>
    entries
      .filter((entry) => !isDone(entry) && !keptOf.get(entry[0], entry[1]))
      .map((entry) => ({ place, entry })),
  );
}
