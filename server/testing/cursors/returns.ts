import { visibilityOf } from "../../../lib/protocol/role";
import { systemClock } from "../../../lib/util/clock";
import { createMemoryBus } from "../../bus/memory";
import { createCommandRate } from "../../gateway/command-rate";
import { createLogPages } from "../../gateway/log-pages";
import { createPresence } from "../../gateway/presence";
import type { ViewerDeps } from "../../gateway/viewer";
import type { Store } from "../../store/port";
import { seededRandom } from "../seeded-random";
import { wrongs, type Returned } from "./oracle";
import { ReturningViewer } from "./returning-viewer";
import { GUEST, OWNER, Tale } from "./tale";
import { Wake } from "./wake";

/** What was seen of viewers that came back. */
export type Tally = {
  returns: number;
  /** Those whose log went on, those that were told to start again, those that came back to a log that grew. */
  resumed: number;
  reset: number;
  growing: number;
  /** Those whose backlog came in more than one page. */
  paged: number;
  /** Events that they were sent. */
  events: number;
  wrong: string[];
};

export type Options = { returns: number; random: () => number };

const TALES = 10;
const AT_ONCE = 40;
const FULL_SHARE = 0.1;
/** How many events a log may get; the long ones take more than one page. */
const SHORT = 200;
const LONG = 2_000;
const LONG_EVERY = 8;
const PATIENCE_MS = 20_000;
const MOST_WRONG = 50;

/** Viewers come back at any cursor to sessions that grow and change hands meanwhile. */
export async function returnAtRandom(store: Store, { returns, random }: Options): Promise<Tally> {
  const stage = new Stage(store, random);
  const tally: Tally = { returns: 0, resumed: 0, reset: 0, growing: 0, paged: 0, events: 0, wrong: [] };
  const tales: Tale[] = [];
  let begun = 0;
  while (tally.returns < returns && tally.wrong.length < MOST_WRONG) {
    const at = Math.floor(random() * TALES);
    const known = tales[at];
    const tale = known && known.head < known.most ? known : await stage.begin(begun++);
    tales[at] = tale;
    await stage.moveOn(tale);
    await stage.comeBack(tale, tally);
  }
  return tally;
}

class Stage {
  readonly #deps: ViewerDeps;
  readonly #bus = createMemoryBus();

  constructor(
    private readonly store: Store,
    private readonly random: () => number,
  ) {
    const { bus, clock, log } = { bus: this.#bus, clock: systemClock, log: SILENT };
    this.#deps = {
      ...{ store, bus, clock, log, presence: createPresence(), rate: createCommandRate(clock.now) },
      ...{ pages: createLogPages(store.events, clock, (run) => void setImmediate(run)), directory: NOBODY },
      ...{ models: [], defaultModel: "m", build: "test" },
    };
  }

  begin(number: number): Promise<Tale> {
    const sessionId = `session-${10_000_000 + number}`;
    const most = number % LONG_EVERY === 0 ? LONG : SHORT;
    return Tale.begin({ store: this.store, bus: this.#bus }, { sessionId, most }, this.random);
  }

  /** While nobody looks. */
  async moveOn(tale: Tale): Promise<void> {
    await tale.grow(this.#below(tale.most / 5), "silent");
    if (this.#below(6) === 0) await tale.replaceOwner("silent");
  }

  /** Some viewers at once; sometimes the log grows while they catch up. */
  async comeBack(tale: Tale, tally: Tally): Promise<void> {
    const grows = this.#below(4) === 0;
    const wake = new Wake();
    const viewers = Array.from({ length: AT_ONCE }, () => this.#viewer(tale, grows, wake.up));
    if (grows) {
      await tale.grow(1 + this.#below(30), "rung");
      if (this.#below(3) === 0) await tale.replaceOwner("rung");
    }
    const arrived = (): boolean =>
      viewers.every(({ viewer: { view, caughtUp } }) => caughtUp > 0 && view.cursor.seq === tale.head);
    const came = await wake.until(arrived, PATIENCE_MS);
    if (!came) tally.wrong.push(`not all viewers came to ${tale.head}`);
    for (const each of viewers) {
      count(tally, each, { tale, grows });
      each.viewer.close();
    }
  }

  #viewer(tale: Tale, grows: boolean, onFrame: () => void): Returned {
    const principal = this.#below(3) === 0 ? GUEST : OWNER;
    const visibility = visibilityOf(principal === OWNER ? "owner" : "viewer");
    let cursor = tale.anyCursor();
    // What is to come must not come while it is still held to be wrong.
    while (grows && cursor.epoch >= tale.epoch && !tale.holds(cursor)) cursor = tale.anyCursor();
    const held = { cursor, session: tale.heldAt(cursor, visibility) };
    // Its own lots: the order in which frames come must not change what else is drawn.
    const random = seededRandom(this.#below(0x7fff_ffff));
    const isFull = (): boolean => random() < FULL_SHARE;
    const viewer = new ReturningViewer(this.#deps, { principal, held, isFull, onFrame });
    return { viewer, cursor, visibility, isHeld: tale.holds(cursor) };
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }
}

function count(tally: Tally, returned: Returned, { tale, grows }: { tale: Tale; grows: boolean }): void {
  const { viewer, cursor, isHeld } = returned;
  tally.returns += 1;
  tally[isHeld ? "resumed" : "reset"] += 1;
  if (grows) tally.growing += 1;
  else if (viewer.frames > 1) tally.paged += 1;
  tally.events += viewer.seqs.length;
  const wrong = wrongs(returned, tale, grows);
  tally.wrong.push(
    ...wrong.map((sentence) => `${JSON.stringify(cursor)} in epoch ${tale.epoch}: ${sentence}`),
  );
}

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** No session has an owner here but the tale itself. */
const NOBODY = {
  ...{ adopt: () => undefined, upstreamStatus: () => "cold", readOnly: () => null },
  ...{ onUpstreamStatus: () => () => undefined, onReadOnly: () => () => undefined },
} as unknown as ViewerDeps["directory"];
