import { pause } from "./pause";
import type { Network, Peer } from "./peers";
import { median } from "./samples";
import { scenario, type Scenario } from "./scenario";

/** As long as a short question takes to type; a warm-up over the slow network takes less. */
const TYPING_MS = 300;

type First = {
  network: Network;
  times: number;
  /** What the provider takes for settings that are new on a connection. */
  coldMs?: number;
  /** Whether the page tells that a question is being typed. */
  announced?: boolean;
};

/**
 * Milliseconds from the question to the first text. Fresh: nobody has spoken to the provider in this session yet,
 * and what a client of the provider's protocol needs to connect counts. Warm: the next question on the same socket.
 */
export async function firstDelta(
  peer: Peer,
  { network, times, coldMs = 0, announced = false }: First,
): Promise<{ fresh: number; warm: number }> {
  const question = scenario({ coldMs });
  await once(peer, network, question);
  const fresh: number[] = [];
  const warm: number[] = [];
  for (let n = 0; n < times; n += 1) {
    await untilPoolsAreFull(network);
    const start = performance.now();
    const client = await peer.open(network, question);
    const connected = peer.name.startsWith("longwire") ? 0 : performance.now() - start;
    if (announced) client.announce();
    if (coldMs > 0) await pause(TYPING_MS);
    fresh.push(connected + (await client.turn(question)).firstDeltaMs);
    for (let again = 0; again < 2; again += 1) warm.push((await client.turn(question)).firstDeltaMs);
    await client.close();
  }
  return { fresh: median(fresh), warm: median(warm) };
}

async function once(peer: Peer, network: Network, question: Scenario): Promise<void> {
  const client = await peer.open(network, question);
  await client.turn(question);
  await client.close();
}

/** Sessions do not begin back to back: a server with sockets in reserve has time to open the next ones. */
const untilPoolsAreFull = (network: Network): Promise<void> => pause(10 * network);
