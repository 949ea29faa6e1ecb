import { openAll } from "./measure";
import { pause } from "./pause";
import type { Peer } from "./peers";
import { quantile } from "./samples";
import { scenario, WARM_UP } from "./scenario";

export const MANY = { sessions: 200, rate: 10 } as const;

/** Milliseconds from a delta's birth to its client while many sessions stream, begun evenly over one beat of theirs. */
export async function manyLatency(peer: Peer, seconds: number): Promise<{ p50: number; p99: number }> {
  const { sessions, rate } = MANY;
  const clients = await openAll(peer, sessions);
  for (const client of clients) await client.turn(WARM_UP);
  const said = scenario({ deltas: seconds * rate, rate });
  const turns = [];
  for (const [at, client] of clients.entries()) {
    turns.push(client.turn(said));
    if (at % 10 === 9) await pause((1000 / rate) * (10 / sessions));
  }
  const ages = (await Promise.all(turns)).flatMap((turn) => turn.ages);
  await Promise.all(clients.map((client) => client.close()));
  return { p50: quantile(ages, 0.5) / 1000, p99: quantile(ages, 0.99) / 1000 };
}
