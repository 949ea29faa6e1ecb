import { isDeepStrictEqual } from "node:util";
import { readEvents } from "../../host/load";
import { foldOwner, emptyOwnerState } from "../../session/owner-state";
import type { Cast } from "./cast";
import type { World } from "./world";

const ALL = 1_000_000;

/** Once all is quiet: the log is read again from its beginning, and everybody is compared with it. */
export async function checkEnd(cast: Cast): Promise<void> {
  const { world } = cast;
  for (const sessionId of cast.sessions) {
    if (world.oracle.isErased(sessionId)) continue;
    await checkLog(world, sessionId);
    for (const page of cast.pages) {
      const view = page.view(sessionId);
      if (view?.phase === "live") world.oracle.viewed(view, page.tab.kind);
    }
    checkAttached(cast, sessionId);
  }
  checkGiven(cast);
}

/** What is stored is what was written, and folding it again gives the same state, byte for byte. */
async function checkLog({ store, oracle }: World, sessionId: string): Promise<void> {
  const { rows, head } = await store.events.read(sessionId, { after: 0, limit: ALL });
  const book = oracle.book(sessionId);
  if (head !== book.head) oracle.violate(`the log holds ${head} events, and ${book.head} were written`);
  const kept = new Map(rows.map((row) => [row.seq, row]));
  for (const { row } of book.rows) {
    const same = kept.get(row.seq);
    if (same && (same.body !== row.body || same.secret !== row.secret))
      oracle.violate(`event ${row.seq} is not what was written`);
  }
  const written = await readEvents(
    store,
    sessionId,
    book.rows.map(({ row }) => row),
  );
  const short = written.filter(({ event }) => kept.has(event.seq));
  const [whole, again, without] = [written, written, short].map((list) =>
    list.reduce(foldOwner, emptyOwnerState(sessionId)),
  );
  if (!isDeepStrictEqual(whole, again)) oracle.violate("the log folds to two states");
  if (!isDeepStrictEqual(whole?.context, without?.context))
    oracle.violate("the model's context depends on the pieces of finished items");
  if (!isDeepStrictEqual(whole?.session, book.state))
    oracle.violate("a viewer and an owner fold differently");
}

/** An owner's page that is there runs tools. Where nodes take a session from each other, another's pages are not seen. */
function checkAttached(cast: Cast, sessionId: string): void {
  const { world } = cast;
  const { state } = world.oracle.book(sessionId);
  if (world.nodes.length > 1 || state.seq === 0) return;
  for (const { tab } of cast.of("owner"))
    if (!state.executors.has(tab.executorId))
      world.oracle.violate(`${tab.executorId} is there and not attached`);
}

/** What a person said is in the log or was refused, unless its session is gone. [P1] */
function checkGiven({ given, world, pages }: Cast): void {
  const open = new Set(pages.map(({ tab }) => tab));
  for (const { tab, sessionId, commandId } of given) {
    const isKnown = world.oracle.hasCommand(sessionId, commandId) || tab.refused.has(commandId);
    if (isKnown || !open.has(tab) || world.oracle.isErased(sessionId)) continue;
    world.oracle.violate(`${commandId} was given, and is neither in the log nor refused`);
  }
}
