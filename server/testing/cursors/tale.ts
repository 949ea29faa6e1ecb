import { ORIGIN, type Cursor } from "../../../lib/protocol/cursor";
import type { SessionEvent } from "../../../lib/protocol/event";
import type { Visibility } from "../../../lib/protocol/role";
import { guestForm } from "../../../lib/protocol/visibility";
import { emptySession, type SessionState } from "../../../lib/session/state";
import type { Bus } from "../../bus/port";
import { framed } from "../../session/frame";
import { rowOf } from "../../session/row";
import { append, ownedSession } from "../../store/fixture";
import type { Lease, Store } from "../../store/port";
import { foldOn, type Folds } from "./folds";
import { Story } from "./story";

export const OWNER = "ann";
export const GUEST = "bob";
const MOST_LOST = 6;
const LATEST = 4_000_000_000_000;

/** A session in a store, and all that anybody may have seen of it: by place in its log, and by epoch what a power cut took. */
export class Tale {
  readonly #story: Story;
  /** What a viewer holds at each seq, from 0 on. */
  readonly #folds: Folds;
  readonly #events: SessionEvent[] = [];
  /** What viewers had seen of an epoch's end that is not in the log, and what they held then. */
  readonly #lost = new Map<number, Folds>();
  /** The head when an epoch's owner was replaced. */
  readonly #ends = new Map<number, number>();
  readonly #done = new Set<string>();

  private constructor(
    private readonly store: Store,
    private readonly bus: Bus,
    private lease: Lease,
    /** How long its log is to get. */
    readonly most: number,
    private readonly random: () => number,
  ) {
    const empty = emptySession(lease.sessionId);
    this.#folds = { owner: [empty], guest: [empty] };
    this.#story = new Story(lease.sessionId, random);
  }

  static async begin(
    { store, bus }: { store: Store; bus: Bus },
    { sessionId, most }: { sessionId: string; most: number },
    random: () => number,
  ): Promise<Tale> {
    const lease = await ownedSession(store, sessionId, OWNER);
    const share = { shareId: `link-${sessionId}`, sessionId, role: "viewer" as const };
    await store.shares.create({ ...share, secretHash: "00ff", createdAt: 1, expiresAt: LATEST });
    await store.shares.grant({ shareId: share.shareId, principal: GUEST, at: 1 });
    return new Tale(store, bus, lease, most, random);
  }

  get sessionId(): string {
    return this.lease.sessionId;
  }

  get epoch(): number {
    return this.lease.epoch;
  }

  get head(): number {
    return this.#events.length;
  }

  /** The log grows by about so many events, in commits of a few, each of which is rung or not. */
  async grow(count: number, ring: "rung" | "silent"): Promise<void> {
    this.#story.tell(count);
    await this.#write(ring);
  }

  /** A new owner takes over. Before, viewers may have seen what is in no log. */
  async replaceOwner(ring: "rung" | "silent"): Promise<void> {
    const mark = this.#story.mark();
    if (this.random() < 0.6) {
      this.#story.tell(1 + this.#below(MOST_LOST));
      this.#lost.set(
        this.epoch,
        foldOn(
          this.#folds,
          this.#story.log.slice(this.head).map(({ event }) => event),
        ),
      );
    }
    this.#story.restart(mark);
    this.#ends.set(this.epoch, this.head);
    this.lease = (await this.store.events.acquire(this.sessionId)) ?? this.lease;
    await this.#write(ring);
  }

  /** Whether the log holds all that a viewer with this cursor has seen. */
  holds({ epoch, seq }: Cursor): boolean {
    if (epoch === 0) return seq === 0;
    return epoch <= this.epoch && seq <= (this.#ends.get(epoch) ?? this.head);
  }

  /** What a viewer with this cursor holds; one that nobody can have got holds what comes nearest. */
  heldAt({ epoch, seq }: Cursor, visibility: Visibility): SessionState {
    const end = this.#ends.get(epoch) ?? this.head;
    const folds = seq > end ? (this.#lost.get(epoch)?.[visibility] ?? []) : [];
    const beyond = folds[Math.min(seq - end, folds.length) - 1];
    const held = beyond ?? this.#folds[visibility][Math.min(seq, end)];
    if (!held) throw new Error(`nothing is held at ${epoch}, ${seq}`);
    return { ...held, seq };
  }

  /** The fold of the whole log. */
  whole(visibility: Visibility): SessionState {
    return this.heldAt({ epoch: this.epoch, seq: this.head }, visibility);
  }

  /** What a read after `after` must bring: no deltas of items that are done, nothing that guests do not see. */
  suffix(after: number, visibility: Visibility): number[] {
    return this.#events
      .slice(after)
      .filter((event) => event.type !== "item.delta" || !this.#done.has(event.itemId))
      .filter(({ type }) => visibility === "owner" || guestForm(type) !== "hidden")
      .map(({ seq }) => seq);
  }

  /** A place in this history, in a lost one, in one to come, or in none. */
  anyCursor(): Cursor {
    const lot = this.random();
    if (lot < 0.03) return ORIGIN;
    const isKept = lot < 0.65;
    const epoch = isKept ? 1 + this.#below(this.epoch) : this.#below(this.epoch + 3);
    const end = this.#ends.get(epoch) ?? this.head;
    if (isKept) return { epoch, seq: this.#below(end + 1) };
    const seq = lot < 0.85 ? end - 2 + this.#below(MOST_LOST + 4) : this.#below(this.head + 3);
    return { epoch, seq: Math.max(0, seq) };
  }

  #below(count: number): number {
    return Math.floor(this.random() * count);
  }

  async #write(ring: "rung" | "silent"): Promise<void> {
    const logged = this.#story.log.slice(this.head);
    for (let at = 0; at < logged.length;) {
      const batch = logged.slice(at, (at += 1 + this.#below(12)));
      const after = this.head;
      const rows = batch.map(rowOf);
      const result = await append(this.store, this.lease, rows);
      if (!result.ok) throw new Error(`append: ${result.reason}`);
      this.#keep(batch.map(({ event }) => event));
      if (ring === "silent") continue;
      const range = { sessionId: this.sessionId, epoch: this.epoch, after, upTo: this.head };
      const frame = { owner: framed(range, rows, "owner"), guest: framed(range, rows, "guest") };
      this.bus.ring({ ...range, frame: this.random() < 0.8 ? frame : null });
    }
  }

  #keep(events: readonly SessionEvent[]): void {
    const { owner, guest } = foldOn(this.#folds, events);
    this.#folds.owner.push(...owner);
    this.#folds.guest.push(...guest);
    for (const event of events) if (event.type === "item.done") this.#done.add(event.itemId);
    this.#events.push(...events);
  }
}
