import type { Cast } from "./cast";
import { answerFirst } from "./people-actions";

const STEP_MS = 2_000;
/** What a call waits for a page, and some more. [I8] */
const MOST_MS = 300_000;

/** Ends every fault and lets time pass until nothing is left to do, which has a limit. */
export async function settle(cast: Cast, isBroken: () => boolean): Promise<void> {
  const { world } = cast;
  heal(cast);
  for (let ms = 0; ms < MOST_MS; ms += STEP_MS) {
    await world.timeline.run(STEP_MS, isBroken);
    if (isBroken()) return;
    const left = await unsettled(cast);
    if (left.length === 0) return;
    for (const page of cast.of("owner"))
      for (const sessionId of cast.sessions) answerFirst({ page, sessionId }, world.dice.random());
  }
  for (const what of await unsettled(cast)) world.oracle.violate(`${MOST_MS / 1000} s after the last fault: ${what}`);
}

function heal(cast: Cast): void {
  const { world } = cast;
  world.becomeFair();
  for (const { life } of [...world.nodes, ...cast.pages]) life.wake();
  for (const { link } of cast.pages) link?.release();
  world.provider.heal();
  if (cast.of("owner").length === 0) cast.open("owner");
}

/** Everything that is not at its end yet, as sentences. */
async function unsettled(cast: Cast): Promise<string[]> {
  const { oracle, store } = cast.world;
  const left: string[] = [];
  for (const sessionId of cast.sessions) {
    if (await store.sessions.isErased(sessionId)) continue;
    const { state, head } = oracle.book(sessionId);
    if (state.turn.status === "running") left.push(`turn ${state.turn.turnId} runs (${state.turn.response.phase})`);
    for (const page of cast.pages) {
      const view = page.view(sessionId);
      if (!view || view.phase === "ended" || page.tab.kind === "guest" && view.phase === "missing") continue;
      for (const { command } of view.outbox) left.push(`${command.type} is not answered`);
      if (view.cursor.seq < head) left.push(`a page is at ${view.cursor.seq} of ${head}, ${view.phase}`);
    }
  }
  return left;
}
