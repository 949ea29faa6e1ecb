import type { Recovery } from "./child";
import type { Network, Peer } from "./peers";
import type { Child } from "./processes";
import { scenario, WARM_UP } from "./scenario";

const CALLS = 100;
const LOST_AFTER = 99;

/** A long rollout whose socket the provider closes before its last request: how it went on, and that it came to its end. */
export async function loss(
  peer: Peer,
  { network, upstream }: { network: Network; upstream: Child },
): Promise<Recovery> {
  const client = await peer.open(network, WARM_UP);
  await client.turn(WARM_UP);
  await upstream.usage();
  await client.turn(scenario({ calls: CALLS, deltas: 5, cutAfter: LOST_AFTER }));
  const { recovery } = await upstream.usage();
  await client.close();
  if (recovery === null) throw new Error("no socket was lost");
  return recovery;
}
