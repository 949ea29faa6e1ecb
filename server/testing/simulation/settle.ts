import type { Cast } from "./cast";
import type { SimulatedPage } from "./page";
import { answerFirst } from "./people-actions";

const STEP_MS = 2_000;
/** The longest that anything may stand still: a call waits 120 s for a page. [I8] */
const STILL_MS = 150_000;
const MOST_MS = 3_600_000;

/** A bell that was lost before the end of all faults is made up for within this time. */
const AFTERMATH_MS = 33_000;

/** Ends every fault, and lets things come to rest; then everybody can still say something, and gets an answer. */
export async function settle(cast: Cast, isBroken: () => boolean): Promise<void> {
  const { timeline } = cast.world;
  heal(cast);
  await rest(cast, isBroken);
  await timeline.run(AFTERMATH_MS, isBroken);
  if (isBroken()) return;
  for (const page of cast.of("owner"))
    for (const sessionId of cast.sessions)
      if (page.view(sessionId)?.phase === "live") cast.say(page, sessionId, "send", [["look"]]);
  await rest(cast, isBroken);
}

/** Lets time pass until nothing is left to do. Something has to move until then. */
async function rest(cast: Cast, isBroken: () => boolean): Promise<void> {
  const { timeline, oracle } = cast.world;
  let before = "";
  let stillMs = 0;
  for (let ms = 0; ms < MOST_MS && stillMs < STILL_MS; ms += STEP_MS) {
    await timeline.run(STEP_MS, isBroken);
    const left = isBroken() ? [] : unsettled(cast);
    if (left.length === 0) return;
    for (const page of cast.of("owner")) attend(cast, page);
    const now = [...[...oracle.books.values()].map(({ head }) => head), ...left].join();
    stillMs = now === before ? stillMs + STEP_MS : 0;
    before = now;
  }
  for (const what of unsettled(cast))
    oracle.violate(`after the last fault, and ${stillMs / 1000} s still: ${what}`);
}

/** What a person does in front of a page that wants something: answers, or loads a page anew that shows nothing. */
function attend(cast: Cast, page: SimulatedPage): void {
  for (const sessionId of cast.sessions) {
    answerFirst({ page, sessionId }, cast.world.dice.random());
    if (page.view(sessionId)?.phase !== "missing" || cast.world.oracle.book(sessionId).head === 0) continue;
    cast.close(page);
    cast.open(page.tab.kind, page.tab);
    return;
  }
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
function unsettled(cast: Cast): string[] {
  const { oracle } = cast.world;
  const left: string[] = [];
  for (const sessionId of cast.sessions) {
    if (oracle.isErased(sessionId)) continue;
    const { state, head } = oracle.book(sessionId);
    if (state.turn.status === "running")
      left.push(`turn ${state.turn.turnId} runs (${state.turn.response.phase})`);
    for (const page of cast.pages) {
      const view = page.view(sessionId);
      if (!view || view.phase === "ended" || (page.tab.kind === "guest" && view.phase === "missing"))
        continue;
      for (const { command } of view.outbox) left.push(`${command.type} is not answered`);
      if (view.cursor.seq < head) left.push(`a page is at ${view.cursor.seq} of ${head}, ${view.phase}`);
    }
  }
  return left;
}
