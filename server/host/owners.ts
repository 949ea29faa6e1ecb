import type { ErrorBody } from "../../lib/protocol/error";
import type { ReadOnly, UpstreamStatus } from "../../lib/protocol/frame";
import type { Input } from "../session/input";
import { STALE_OWNER, STORAGE_FULL } from "./commit";
import type { HostDeps, ServerDeps } from "./deps";
import { hibernate } from "./hibernation";
import type { Host } from "./host";
import { createHost } from "./host";
import { LatestSet } from "../../lib/util/latest-set";
import { createTopics } from "../../lib/util/topics";
import { loadOwnerState } from "./load";
import type { Pulse } from "./pulse";
import { createPulse } from "./pulse";
import { createQuarantine } from "./quarantine";
import { isUnavailable } from "../store/port";

export type OwnersDeps = ServerDeps &
  Pick<HostDeps, "executorsOf"> & {
    isWatched: (sessionId: string) => boolean;
  };

const NOT_FOUND: ErrorBody = { code: "not_found", message: "There is no such session." };
const NOT_OPENED: ErrorBody = { code: "internal", message: "The session could not be opened. Send again." };

/** How long after its owner was lost a session in which a turn runs is taken over again. */
const RETAKE_MS = 1_000;
/** The wait after a session could not be opened doubles up to this. */
const MOST_RETAKE_MS = 8_000;

/** Sessions of which this node remembers that it has asked for a title. */
const MOST_TITLES = 10_000;

const QUARANTINED: ErrorBody = {
  code: "quarantined",
  message:
    "This session made the server fail three times. It can be read; writing is tried again in ten minutes.",
};

/** `host` is null while the session is being taken over. */
type Entry = { opening: Promise<Host | ErrorBody>; host: Host | null };

const retakeMs = (failures: number): number => Math.min(RETAKE_MS * 2 ** failures, MOST_RETAKE_MS);

const isRefusal = (opened: Host | ErrorBody): opened is ErrorBody => "code" in opened;

/** The sessions that this node owns, each taken over once. */
export class Owners {
  readonly #deps: OwnersDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #statuses = createTopics<UpstreamStatus>();
  readonly #retakes = new Map<string, () => void>();
  /** Attempts in a row to open a session that failed. */
  readonly #failures = new Map<string, number>();
  readonly #quarantine;
  readonly #readOnly = createTopics<null>();
  readonly #pulse: Pulse;
  readonly #titleAsked = new LatestSet<string>(MOST_TITLES);
  #phase: "open" | "draining" | "closed" = "open";
  readonly #stopLooking: () => void;

  constructor(deps: OwnersDeps) {
    this.#deps = deps;
    this.#pulse = createPulse(deps.clock);
    this.#quarantine = createQuarantine(deps.clock);
    this.#stopLooking = hibernate<Entry>({
      clock: deps.clock,
      entries: this.#entries,
      isIdle: (sessionId, entry) => this.#isIdle(sessionId, entry),
      release: (sessionId, entry) => this.#release(sessionId, entry),
    });
  }

  get count(): number {
    return this.#entries.size;
  }

  find(sessionId: string): Host | null {
    return this.#entries.get(sessionId)?.host ?? null;
  }

  async post(sessionId: string, inputAt: (at: number) => Input): Promise<ErrorBody | null> {
    const opened = await this.#open(sessionId);
    if (isRefusal(opened)) return opened;
    return new Promise((settle) => opened.post(inputAt(this.#deps.clock.now()), settle));
  }

  adopt(sessionId: string): void {
    void this.#open(sessionId);
  }

  /**
   * Ends what runs in a session and lets it go, then erases it. Whoever asks for it meanwhile waits, and hears
   * that it is gone; or, where `erase` took nothing, that its owner has changed.
   */
  end(sessionId: string, erase: () => Promise<boolean>): Promise<boolean> {
    const erased = this.#end(this.#entries.get(sessionId), erase);
    const forget = (): void => this.#forget(sessionId, entry);
    const opening = erased.then(
      (gone) => (gone ? NOT_FOUND : STALE_OWNER),
      () => STALE_OWNER,
    );
    const entry: Entry = { host: null, opening: opening.finally(forget) };
    this.#entries.set(sessionId, entry);
    return erased;
  }

  /** Waits for a session that is being taken over: its page attached before it went away. */
  executorAway(sessionId: string, executorId: string): void {
    void this.#entries.get(sessionId)?.opening.then((opened) => {
      if (!isRefusal(opened)) opened.post({ type: "executor_away", executorId, at: this.#deps.clock.now() });
    });
  }

  onUpstreamStatus(sessionId: string, listener: (status: UpstreamStatus) => void): () => void {
    return this.#statuses.subscribe(sessionId, listener);
  }

  readOnly(sessionId: string): ReadOnly | null {
    if (this.#deps.writes?.isWritable() === false) return "storage_full";
    return this.#quarantine.holds(sessionId) ? "quarantined" : null;
  }

  onReadOnly(sessionId: string, listener: () => void): () => void {
    const undo = [this.#readOnly.subscribe(sessionId, listener), this.#deps.writes?.onChange(listener)];
    return () => undo.forEach((step) => step?.());
  }

  /** Takes no session over any more, and hands each over at the end of its response, or when `ms` have passed. */
  async drain(ms: number): Promise<void> {
    this.#phase = "draining";
    for (const cancel of this.#retakes.values()) cancel();
    const hosts = [...this.#entries.values()].flatMap(({ host }) => host ?? []);
    const handed = Promise.all(hosts.map((host) => host.handOff())).then(() => undefined);
    const late = new Promise<void>((resolve) => void this.#deps.clock.after(ms, resolve));
    await Promise.race([handed, late]);
  }

  async close(): Promise<void> {
    this.#phase = "closed";
    this.#stopLooking();
    for (const cancel of this.#retakes.values()) cancel();
    const all = await Promise.all([...this.#entries.values()].map((entry) => entry.opening));
    await Promise.all(all.map((opened) => (isRefusal(opened) ? undefined : opened.close())));
  }

  async #end(entry: Entry | undefined, erase: () => Promise<boolean>): Promise<boolean> {
    const opened = await entry?.opening;
    if (opened && !isRefusal(opened)) {
      opened.post({ type: "internal", command: { type: "stop" }, at: this.#deps.clock.now() });
      await opened.close();
    }
    return erase();
  }

  #open(sessionId: string): Promise<Host | ErrorBody> {
    const known = this.#entries.get(sessionId);
    if (known) return known.opening;
    if (this.#phase !== "open") return Promise.resolve(STALE_OWNER);
    if (this.#quarantine.holds(sessionId)) return Promise.resolve(QUARANTINED);
    const entry: Entry = { host: null, opening: this.#takeOver(sessionId, () => entry) };
    this.#entries.set(sessionId, entry);
    return entry.opening;
  }

  async #takeOver(sessionId: string, entry: () => Entry): Promise<Host | ErrorBody> {
    try {
      const host = await this.#host(sessionId, entry);
      if (!host) this.#forget(sessionId, entry());
      return host ?? NOT_FOUND;
    } catch (error) {
      this.#deps.log.error({ sessionId, err: error }, "session could not be opened");
      this.#forget(sessionId, entry());
      if (!isUnavailable(error)) this.#crashed(sessionId);
      this.#tryAgain(sessionId);
      return isUnavailable(error) ? STORAGE_FULL : NOT_OPENED;
    }
  }

  async #host(sessionId: string, entry: () => Entry): Promise<Host | null> {
    const { store, clock } = this.#deps;
    const row = await store.sessions.get(sessionId);
    const lease = row ? await store.events.acquire(sessionId) : null;
    if (!lease || !row) return null;
    const state = await loadOwnerState(store, sessionId);
    const host = createHost(lease, state, {
      ...this.#deps,
      pulse: this.#pulse,
      titleAsked: this.#titleAsked,
      principal: row.principal,
      onLost: (error) => this.#lost(host, entry(), error),
      onUpstreamStatus: (status) => this.#statuses.publish(sessionId, status),
    });
    entry().host = host;
    this.#failures.delete(sessionId);
    const present = this.#deps.executorsOf(sessionId);
    if (state.session.seq > 0) host.post({ type: "owner_started", present, at: clock.now() });
    return host;
  }

  #lost(host: Host, entry: Entry, error: ErrorBody): void {
    this.#forget(host.sessionId, entry);
    if (error.code === "internal") this.#crashed(host.sessionId);
    if (error.code !== "not_found") this.#retake(host);
  }

  /**
   * A turn whose owner is lost would stand still until somebody sends a command. Also where the host knows of none:
   * what it failed to write may be in the log.
   */
  #retake(host: Host, failures = 0): void {
    this.#later(host.sessionId, retakeMs(failures), () => void this.#takeBack(host, failures));
  }

  /** The epoch may be taken, and the owner before it gone: a turn under way would stand still. */
  #tryAgain(sessionId: string): void {
    const failures = this.#failures.get(sessionId) ?? 0;
    if (this.#quarantine.holds(sessionId)) return void this.#failures.delete(sessionId);
    this.#failures.set(sessionId, failures + 1);
    this.#later(sessionId, retakeMs(failures), () => void this.#open(sessionId));
  }

  /** Those who look at the session are told when that was once too often. */
  #crashed(sessionId: string): void {
    this.#quarantine.crashed(sessionId);
    if (!this.#quarantine.holds(sessionId)) return;
    this.#deps.log.error({ sessionId }, "session failed three times and is read-only for ten minutes");
    this.#readOnly.publish(sessionId, null);
  }

  #later(sessionId: string, ms: number, run: () => void): void {
    if (this.#phase !== "open") return;
    this.#retakes.get(sessionId)?.();
    const due = (): void => {
      this.#retakes.delete(sessionId);
      run();
    };
    this.#retakes.set(sessionId, this.#deps.clock.after(ms, due));
  }

  /** Another node that has taken the session over sees to it: two that took it from each other would never end. */
  async #takeBack(host: Host, failures: number): Promise<void> {
    const { sessionId, epoch } = host;
    const { store, log } = this.#deps;
    try {
      const head = await store.events.head(sessionId);
      if (head?.epoch === epoch) await this.#open(sessionId);
    } catch (error) {
      log.error({ sessionId, err: error }, "session could not be taken back");
      this.#retake(host, failures + 1);
    }
  }

  /** An entry that was replaced meanwhile leaves its successor alone. */
  #forget(sessionId: string, entry: Entry): void {
    if (this.#entries.get(sessionId) === entry) this.#entries.delete(sessionId);
  }

  #isIdle(sessionId: string, { host }: Entry): boolean {
    if (host?.isQuiet() !== true || this.#deps.isWatched(sessionId)) return false;
    return host.state().session.turn.status === "idle";
  }

  #release(sessionId: string, entry: Entry): void {
    this.#forget(sessionId, entry);
    void entry.host?.close();
  }
}
