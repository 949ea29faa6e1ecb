import type { Visibility } from "../../lib/protocol/role";
import type { Clock } from "../../lib/util/clock";
import { framed } from "../session/frame";
import type { EventStore, LogPage } from "../store/port";
import { createTurns, type NextTurn } from "./turns";

type Wanted = { sessionId: string; after: number; visibility: Visibility };

/** What a viewer is sent next: a frame, unless nothing is new, and how far it then is. */
export type NextPage = { frame: string | null; upTo: number; head: number };

export type LogPages = {
  /** Reads what follows `after`. Viewers who ask for the same part at about the same time share one read. */
  next(wanted: Wanted): Promise<NextPage>;
};

const PAGE_ROWS = 500;
const PAGE_BYTES = 262_144;
/** Pages that were cut at once come back over so long. */
const KEPT_MS = 15_000;
const KEPT_PAGES = 1_024;
const KEPT_BYTES = 16_777_216;

type Entry = {
  sessionId: string;
  after: number;
  reading: Promise<LogPage>;
  /** Null while it is being read. */
  page: LogPage | null;
  bytes: number;
  frames: Map<Visibility, string>;
  usedAt: number;
  undoDrop: () => void;
};

/**
 * The pages of logs that are being read, and those that were used in the last 15 seconds, at most 16 MiB of
 * them: when many viewers come back at once, the store is read once for each page and not once for each of
 * them. A kept page is given out only where the store says that its owner and its end are still the same. Who
 * has the whole log causes no read.
 *
 * One page is given out in a millisecond: who opens long sessions does not hold up those who wait for the next
 * word of theirs.
 */
export function createLogPages(events: EventStore, clock: Clock, nextTurn: NextTurn = aTurn): LogPages {
  const pages = new Pages(events, clock);
  const inTurns = createTurns(nextTurn);
  return {
    next: async (wanted) => {
      const head = await events.head(wanted.sessionId);
      if (head && head.seq <= wanted.after) return { frame: null, upTo: wanted.after, head: head.seq };
      await inTurns();
      return pages.next(wanted);
    },
  };
}

const aTurn: NextTurn = (run) => void setTimeout(run, 1);

class Pages {
  readonly #events: EventStore;
  readonly #clock: Clock;
  readonly #kept = new Set<Entry>();
  #keptBytes = 0;

  constructor(events: EventStore, clock: Clock) {
    this.#events = events;
    this.#clock = clock;
  }

  async next(wanted: Wanted): Promise<NextPage> {
    const entry = await this.#entryFor(wanted);
    const page = await entry.reading;
    const { upTo, head } = page;
    if (upTo <= wanted.after) return { frame: null, upTo: wanted.after, head };
    return { frame: frameOf(wanted, entry, page), upTo, head };
  }

  async #entryFor({ sessionId, after }: Wanted): Promise<Entry> {
    for (let known = this.#find(sessionId, after); known; known = this.#find(sessionId, after)) {
      if (await this.#isCurrent(known)) return known;
      this.#drop(known);
    }
    return this.#read(sessionId, after);
  }

  #find(sessionId: string, after: number): Entry | undefined {
    for (const entry of this.#kept) {
      if (entry.sessionId !== sessionId || entry.after > after) continue;
      if (entry.after === after || after < (entry.page?.upTo ?? 0)) return entry;
    }
    return undefined;
  }

  async #isCurrent(entry: Entry): Promise<boolean> {
    const page = await entry.reading;
    const head = await this.#events.head(entry.sessionId);
    entry.usedAt = this.#clock.now();
    if (head?.epoch !== page.epoch) return false;
    return page.upTo < page.head || head.seq === page.head;
  }

  #read(sessionId: string, after: number): Entry {
    const reading = this.#events.read(sessionId, { after, limit: PAGE_ROWS, maxBytes: PAGE_BYTES });
    const entry: Entry = {
      ...{ sessionId, after, reading, page: null, bytes: 0, frames: new Map() },
      ...{ usedAt: this.#clock.now(), undoDrop: this.#clock.after(KEPT_MS, () => this.#dropUnused(entry)) },
    };
    reading.then(
      (page) => this.#hold(entry, page),
      () => this.#drop(entry),
    );
    this.#kept.add(entry);
    return entry;
  }

  #hold(entry: Entry, page: LogPage): void {
    entry.page = page;
    if (!this.#kept.has(entry)) return;
    entry.bytes = page.rows.reduce((sum, { body }) => sum + body.length, 0);
    this.#keptBytes += entry.bytes;
    for (const oldest of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES && this.#kept.size <= KEPT_PAGES) return;
      if (oldest !== entry) this.#drop(oldest);
    }
  }

  #dropUnused(entry: Entry): void {
    const unusedMs = this.#clock.now() - entry.usedAt;
    if (unusedMs >= KEPT_MS) return this.#drop(entry);
    entry.undoDrop = this.#clock.after(KEPT_MS - Math.max(0, unusedMs), () => this.#dropUnused(entry));
  }

  #drop(entry: Entry): void {
    entry.undoDrop();
    if (this.#kept.delete(entry)) this.#keptBytes -= entry.bytes;
  }
}

/** A page that is sent from its beginning is serialised once for each class of viewers. */
function frameOf({ sessionId, after, visibility }: Wanted, entry: Entry, page: LogPage): string {
  const range = { sessionId, epoch: page.epoch, after, upTo: page.upTo };
  if (after !== entry.after) {
    const rest = page.rows.filter(({ seq }) => seq > after);
    return framed(range, rest, visibility);
  }
  const frame = entry.frames.get(visibility) ?? framed(range, page.rows, visibility);
  entry.frames.set(visibility, frame);
  return frame;
}
