import { openAll } from "./measure";
import { pause } from "./pause";
import { pageOf, type Peer, type Stage } from "./peers";
import type { Child } from "./processes";
import { WARM_UP } from "./scenario";

const AT_ONCE = 50;

/** Sessions used before the heap is looked at, until code, caches and pools have their size, and those that count. */
export type LeftSize = { first: number; then: number };

/** The server's waits are so much shorter: it lets sessions go after 2 s instead of 60. */
const HURRY = 30;
const LET_GO_MS = 5_000;

/** KiB that a session leaves behind once it was opened, used, left and let go of. */
export async function hibernation(
  stage: Stage,
  { first, then }: LeftSize,
): Promise<{ heap: number; resident: number }> {
  const server = await stage.server({ hurry: HURRY });
  const peer = pageOf("longwire", server);
  for (let left = first; left > 0; left -= AT_ONCE) await use(peer, AT_ONCE);
  const empty = await settled(server);
  for (let left = then; left > 0; left -= AT_ONCE) await use(peer, Math.min(left, AT_ONCE));
  const after = await settled(server);
  await server.stop();
  const each = (of: "heapBytes" | "rssBytes"): number => (after[of] - empty[of]) / 1024 / then;
  return { heap: each("heapBytes"), resident: each("rssBytes") };
}

async function use(peer: Peer, sessions: number): Promise<void> {
  const clients = await openAll(peer, sessions);
  await Promise.all(clients.map((client) => client.turn(WARM_UP)));
  await Promise.all(clients.map((client) => client.close()));
}

async function settled(server: Child) {
  await pause(LET_GO_MS);
  await server.usage({ collect: true });
  return server.usage({ collect: true });
}
