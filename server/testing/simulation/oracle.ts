import { isDeepStrictEqual } from "node:util";
import type { ServerFrame } from "../../../lib/protocol/frame";
import type { Visibility } from "../../../lib/protocol/role";
import type { SessionView } from "../../../lib/client/state";
import type { LogRow } from "../../store/port";
import { checkCalls } from "./check-calls";
import { checkText } from "./check-text";
import { LogBook } from "./log-book";
import type { Written } from "./log-book";

type EventsFrame = Extract<ServerFrame, { type: "events" }>;

/** Every promise of the system, held against what happens, at the moment when it happens. */
export class Oracle {
  /** What was broken, as sentences. */
  readonly violations: string[] = [];
  readonly books = new Map<string, LogBook>();
  /** How often what was seen: a schedule in which nothing happens proves nothing. */
  readonly seen = new Map<string, number>();
  readonly #commandIds = new Map<string, number>();
  readonly #messages = new Map<string, number>();
  readonly #epochOwners = new Map<string, string>();
  readonly #forbidden = new Set<string>();
  readonly #erased = new Set<string>();
  readonly #epochs = new Map<string, number>();

  violate(what: string): void {
    if (this.violations.length < 20) this.violations.push(what);
  }

  note(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }

  book(sessionId: string): LogBook {
    const known = this.books.get(sessionId);
    if (known) return known;
    const book = new LogBook(sessionId);
    this.books.set(sessionId, book);
    return book;
  }

  /** From here on this command must cause nothing: whoever gave it may only read. */
  forbid(commandId: string): void {
    this.#forbidden.add(commandId);
  }

  /** A node has taken the session over: who had it before writes no more. */
  acquired(sessionId: string, epoch: number): void {
    this.#epochs.set(sessionId, epoch);
  }

  erased(sessionId: string): void {
    this.#erased.add(sessionId);
  }

  isErased(sessionId: string): boolean {
    return this.#erased.has(sessionId);
  }

  /** A node's batch has been committed. */
  committed(sessionId: string, rows: readonly LogRow[], by: { epoch: number; node: string }): void {
    const book = this.book(sessionId);
    if (this.isErased(sessionId)) this.violate("an event was written to a session that was erased");
    for (const row of rows) {
      if (row.seq !== book.head + 1) this.violate(`seq ${row.seq} was written behind ${book.head}`);
      this.#checkEpoch(sessionId, book, by);
      this.#checkCause(row, sessionId);
      const written = book.write(row, by);
      this.note(row.type);
      checkText(book, written, (what) => this.violate(what));
      checkCalls(book, written, (what) => this.violate(what));
    }
  }

  #checkEpoch(sessionId: string, { rows }: LogBook, { epoch, node }: { epoch: number; node: string }): void {
    const last = rows.at(-1);
    if (last && epoch > last.epoch) this.note("takeover");
    const newest = this.#epochs.get(sessionId) ?? 0;
    if (epoch < newest) this.violate(`epoch ${epoch} wrote when epoch ${newest} had begun`);
    const key = `${sessionId} ${epoch}`;
    const owner = this.#epochOwners.get(key) ?? node;
    this.#epochOwners.set(key, owner);
    if (owner !== node) this.violate(`${owner} and ${node} both wrote as epoch ${epoch}`);
  }

  #checkCause({ commandId, body, seq }: LogRow, sessionId: string): void {
    const said = /"text":"(m\d+)\b/.exec(body)?.[1];
    const starts = /^{"type":"(turn.queued|turn.started|steer.requested|queue.changed)"/.test(body);
    if (said !== undefined && starts && !/"queueId":"/.test(body)) this.#once(this.#messages, said, seq);
    if (commandId === null) return;
    this.#once(this.#commandIds, `${sessionId} ${commandId}`, seq);
    if (this.#forbidden.has(commandId)) this.violate(`a reader's command caused event ${seq}`);
  }

  #once(seen: Map<string, number>, what: string, seq: number): void {
    const before = seen.get(what);
    if (before !== undefined) this.violate(`${what} is in the log at ${before} and at ${seq}`);
    seen.set(what, seq);
  }

  hasCommand(sessionId: string, commandId: string): boolean {
    return this.#commandIds.has(`${sessionId} ${commandId}`);
  }

  hasMessage(name: string): boolean {
    return this.#messages.has(name);
  }

  /** A frame leaves for a viewer. */
  sent(frame: EventsFrame, visibility: Visibility): void {
    const book = this.book(frame.sessionId);
    const { after, upTo, events } = frame;
    if (upTo > book.head || after > upTo)
      return this.violate(`a frame ${after}–${upTo} was sent at head ${book.head}`);
    const told = new Map(events.map((event) => [event.seq, JSON.stringify(event)]));
    for (const written of book.rows.slice(after, upTo)) this.#checkRow(book, written, { told, visibility });
    if (told.size !== events.length) this.violate("an event stands twice in a frame");
    for (const seq of told.keys())
      if (seq <= after || seq > upTo) this.violate(`event ${seq} stands in a frame ${after}–${upTo}`);
  }

  #checkRow(
    book: LogBook,
    written: Written,
    { told, visibility }: { told: ReadonlyMap<number, string>; visibility: Visibility },
  ): void {
    const { seq } = written.row;
    const body = written.bodies[visibility];
    const shown = told.get(seq) ?? null;
    if (shown === body) return;
    if (shown === null && book.mayBeLeftOut(written)) return this.note("left out");
    this.violate(
      `a ${visibility} was sent event ${seq} as ${shown ?? "nothing"}, and not ${body ?? "nothing"}`,
    );
  }

  /** A page's state is the fold of the log at its cursor. [I3] */
  viewed({ sessionId, session, cursor }: SessionView, kind: Visibility): void {
    const book = this.book(sessionId);
    const expected = book.stateAt(cursor.seq, kind);
    if (!expected) return this.violate(`a page is at ${cursor.seq}, the log at ${book.head}`);
    if (!isDeepStrictEqual(expected, session))
      this.violate(`the ${kind} at ${cursor.seq} does not show the fold of the log`);
  }
}
