import type { ErrorBody } from "../../lib/protocol/error";
import type { UpstreamStatus } from "../../lib/protocol/frame";
import { singleFlight } from "../../lib/util/single-flight";
import type { Input } from "../session/input";
import type { OwnerState } from "../session/owner-state";
import { isUnavailable, type Lease } from "../store/port";
import type { UpstreamFailure } from "../upstream/port";
import type { Committed } from "./commit";
import { commit, STALE_OWNER, STORAGE_FULL } from "./commit";
import type { DecidedBatch, Mail, Settle } from "./decide-all";
import { decideAll } from "./decide-all";
import type { HostDeps } from "./deps";
import type { Effects } from "./effects";
import { createEffects } from "./effects";

/** One owned session: takes inputs one batch at a time, and does nothing that is not in the log first. */
export type Host = {
  readonly sessionId: string;
  /** Under which it writes. */
  readonly epoch: number;
  state(): OwnerState;
  upstreamStatus(): UpstreamStatus;
  /** Queues an input. `settle` hears, once the batch is committed, whether a command was refused. */
  post(input: Input, settle?: Settle): void;
  /** True when nothing is queued, committed or under way. */
  isQuiet(): boolean;
  /**
   * Lets the response under way end, asks for no other, then lets the session go. What is due then is asked for by
   * the next owner. Resolves at once where nothing streams.
   */
  handOff(): Promise<void>;
  /** Commits what is queued, then lets the session go. The log stays whole; the next owner goes on. */
  close(): Promise<void>;
};

const FAILED: ErrorBody = { code: "internal", message: "The server failed on this session. Send again." };

/** Inputs that wait for the log: beyond the first, commands are refused; beyond the second, the answer ends. */
const MOST_COMMANDS = 1_000;
const MOST_INPUTS = 10_000;
const BUSY: ErrorBody = { code: "busy", message: "This session has too much to do at once. Send again." };
const TOO_FAST: UpstreamFailure = {
  code: "lost",
  providerCode: null,
  message: "The server could not write the answer as fast as it came.",
  param: null,
  status: null,
  retryAfterMs: null,
};

export function createHost(lease: Lease, initial: OwnerState, deps: HostDeps): Host {
  const mailbox = new Mailbox(lease, initial, deps);
  return {
    ...lease,
    state: () => mailbox.state,
    upstreamStatus: () => mailbox.effects.upstreamStatus(),
    post: (input, settle) => mailbox.post(input, settle),
    isQuiet: () => mailbox.isQuiet(),
    handOff: () => mailbox.handOff(),
    close: () => mailbox.close(),
  };
}

/** Text of an item of which something was seen already: the first delta of an item never waits. */
function isMoreText({ open }: OwnerState, input: Input): boolean {
  if (input.type !== "upstream" || input.event.type !== "item_delta") return false;
  return (open?.items.get(input.event.index)?.trace ?? null) !== null;
}

/** From the request until the response is done: what a new owner would have to give up. */
function isStreaming({ session: { turn } }: OwnerState): boolean {
  return turn.status === "running" && turn.response.phase !== "done";
}

class Mailbox {
  readonly effects: Effects;
  state: OwnerState;
  readonly #lease: Lease;
  readonly #deps: HostDeps;
  readonly #wake: () => void;
  #queued: Mail[] = [];
  /** Taken from the queue, and not settled yet. */
  #taken: readonly Mail[] = [];
  #phase: "open" | "closing" | "closed" = "open";
  #activity: "quiet" | "busy" = "quiet";
  #lastPieceAt = -Infinity;
  #onQuiet: () => void = () => undefined;
  #onBoundary: (() => void) | null = null;

  constructor(lease: Lease, initial: OwnerState, deps: HostDeps) {
    this.#lease = lease;
    this.#deps = deps;
    this.state = initial;
    this.effects = createEffects(lease.sessionId, deps, (input) => this.post(input));
    this.#wake = singleFlight(
      () => this.#drain(),
      (error) => this.#abandon(error),
    );
  }

  post(input: Input, settle?: Settle): void {
    if (this.#phase !== "open") return settle?.(STALE_OWNER);
    if (settle && this.#queued.length >= MOST_COMMANDS) return settle(BUSY);
    if (input.type === "upstream" && this.#queued.length >= MOST_INPUTS) return this.#giveUp(input);
    this.#queued.push({ input, settle: settle ?? null });
    if (isMoreText(this.state, input)) this.#deps.pulse.join(this.#wake, this.#sincePiece(input.at));
    else this.#wake();
  }

  /** Milliseconds since the piece of text before this one came. */
  #sincePiece(at: number): number {
    const since = at - this.#lastPieceAt;
    this.#lastPieceAt = at;
    return since;
  }

  isQuiet(): boolean {
    return this.#activity === "quiet" && this.#queued.length === 0;
  }

  async handOff(): Promise<void> {
    this.effects.hold();
    if (this.#isBetweenResponses() || this.#phase !== "open") return this.close();

    await new Promise<void>((resolve) => (this.#onBoundary = resolve));
    await this.close();
  }

  #isBetweenResponses(): boolean {
    return this.effects.hasHeldBack() || !isStreaming(this.state);
  }

  async close(): Promise<void> {
    if (this.#phase === "closed") return;
    this.#phase = "closing";
    if (this.#queued.length > 0) this.#wake();
    if (this.#activity === "busy") await new Promise<void>((resolve) => (this.#onQuiet = resolve));
    this.#shut();
  }

  /** The log is not written as fast as the model answers: what came so far stays, and no more is taken. */
  #giveUp({ event: { key }, at }: Extract<Input, { type: "upstream" }>): void {
    this.effects.perform({ type: "cancel_response", key });
    this.#queued.push({
      input: { type: "upstream", event: { type: "failed", key, failure: TOO_FAST }, at },
      settle: null,
    });
  }

  async #drain(): Promise<void> {
    this.#activity = "busy";
    // What one read of a socket brings is decided, committed and shown as one batch.
    await Promise.resolve();
    try {
      while (this.#queued.length > 0 && this.#phase !== "closed") await this.#step();
    } finally {
      this.#activity = "quiet";
      this.#onQuiet();
    }
  }

  async #step(): Promise<void> {
    this.#taken = this.#queued;
    this.#queued = [];
    const decided = decideAll(this.state, this.#taken, this.#deps.rules);
    const committed = await this.#commit(decided);
    if (committed && !committed.ok) return this.#lose(committed.error);
    this.state = decided.next;
    this.#taken = [];
    if (committed) this.#ring(committed);
    if (this.#isBetweenResponses()) this.#onBoundary?.();
    for (const { settle, refusal } of decided.outcomes) settle(refusal);
  }

  /** The provider is asked while the disk syncs: the log has the turn, and nobody was promised it yet. */
  async #commit({ next, events, actions, outcomes }: DecidedBatch): Promise<Committed | null> {
    const act = (): void => {
      for (const action of actions) this.effects.perform(action);
    };
    const batch = { before: this.state, next, events, onCommitted: act };
    if (events.length > 0) return commit(this.#lease, batch, this.#deps);
    const isSilent = actions.length === 0 && outcomes.every(({ refusal }) => refusal === null);
    if (!isSilent && (await this.#isReplaced())) return { ok: false, error: STALE_OWNER };
    act();
    return null;
  }

  /** No append has asked: what follows from an old state is neither answered nor done. [OWN-7] */
  async #isReplaced(): Promise<boolean> {
    const head = await this.#deps.store.events.head(this.#lease.sessionId);
    return head !== null && head.epoch !== this.#lease.epoch;
  }

  #ring({ ring, listChanged }: Extract<Committed, { ok: true }>): void {
    const { bus, principal } = this.#deps;
    bus.ring(ring);
    if (listChanged) bus.listChanged(principal);
  }

  /** The log did not take the batch: nothing of it happened. State is dropped, never repaired. */
  #lose(error: ErrorBody): void {
    const unsettled = [...this.#taken, ...this.#queued];
    this.#taken = [];
    this.#queued = [];
    this.#shut();
    for (const { settle } of unsettled) settle?.(error);
    this.#deps.onLost(error);
  }

  /** A store that is away is no fault of the session. */
  #abandon(error: unknown): void {
    this.#deps.log.error({ sessionId: this.#lease.sessionId, err: error }, "session host failed");
    this.#lose(isUnavailable(error) ? STORAGE_FULL : FAILED);
  }

  #shut(): void {
    if (this.#phase === "closed") return;
    this.#phase = "closed";
    this.#onBoundary?.();
    this.effects.close();
  }
}
