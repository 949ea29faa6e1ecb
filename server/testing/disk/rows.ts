import { append, row } from "../../store/fixture";
import type { Lease, Store } from "../../store/port";

/** What a store was given, and what of it was promised to be on the disk. */
export type Told = {
  sessionId: string;
  /** Acknowledged rows. */
  bodies: string[];
  promised: number;
  /** A row that was given and neither acknowledged nor known to be refused: it may be there. */
  pending: string | null;
};

const SESSIONS = 3;

export const newTold = (): Told[] =>
  Array.from({ length: SESSIONS }, (_, index) => ({
    sessionId: `s${index}`,
    bodies: [],
    promised: 0,
    pending: null,
  }));

/** Appends one row; `told` counts it once it is acknowledged. False: the store refused. */
export async function tell(store: Store, lease: Lease, told: Told, sync: boolean): Promise<boolean> {
  const seq = told.bodies.length + 1;
  const body = JSON.stringify({ seq, text: `${told.sessionId} `.repeat(20 + (seq % 40)) });
  const type = seq % 3 === 0 ? "item.delta" : "response.started";
  const itemId = type === "item.delta" ? `i${seq}` : null;
  told.pending = body;
  const result = await append(store, lease, [row(seq, { type, itemId, body })], sync);
  if (!result.ok) return false;
  told.bodies.push(body);
  told.pending = null;
  if (sync) told.promised = seq;
  return true;
}

/** What is wrong with an opened store: it must hold at least `least` rows of each session, at most `most`. */
export async function wrongsIn(
  store: Store,
  expected: readonly { sessionId: string; bodies: readonly string[]; least: number }[],
): Promise<string[]> {
  const wrong: string[] = [];
  for (const { sessionId, bodies, least } of expected) {
    const { rows } = await store.events.read(sessionId, { after: 0, limit: 10_000, maxBytes: 1e9 });
    if (rows.length < least) wrong.push(`${sessionId}: ${rows.length} rows, ${least} were promised`);
    const strange = rows.findIndex((each, index) => each.seq !== index + 1 || each.body !== bodies[index]);
    if (strange >= 0) wrong.push(`${sessionId}: row ${strange + 1} is not what was written`);
  }
  return wrong;
}
