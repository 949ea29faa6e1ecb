import { ConnectionCache } from "./connection-cache";
import type { Create } from "./create";
import type { EventBody } from "./emitter";
import type { LaneName } from "./lane-queue";
import type { Sources } from "./prepare";
import type { ResponseRecord } from "./record";
import type { ResponseStore } from "./response-store";
import type { Run } from "./run";
import { Steering, type Waiting } from "./steering";
import type { Voice } from "./voice";

type Options = {
  store: ResponseStore;
  /** What all steers that wait may hold, as they were sent. */
  maxSteerBytes: number;
  isRunning: (responseId: string) => boolean;
};

/** A steer as it was sent, the id it has if it is accepted, and the response that runs under the id it addresses. */
type Submission = { raw: Record<string, unknown>; bytes: number; id: string; run: Run | null };

/** What the creates of one connection may go on from, and the steers that wait for them to do so. */
export class Continuations {
  readonly #options: Options;
  readonly #cache = new ConnectionCache();
  readonly #steering: Steering;

  constructor(options: Options) {
    this.#options = options;
    this.#steering = new Steering(options.maxSteerBytes);
  }

  get sources(): Omit<Sources, "models"> {
    return {
      cached: (id) => this.#cache.find(id)?.record ?? null,
      stored: (id) => this.#options.store.get(id),
      steered: (id) => this.#steering.inputFor(id),
    };
  }

  /** Null when the steer is accepted; else the failure, and the voice to tell it with where its response is known. */
  steer({ raw, bytes, id, run }: Submission): { failed: EventBody; voice: Voice | null } | null {
    const targetId = typeof raw.previous_response_id === "string" ? raw.previous_response_id : "";
    const target = run?.begun === true ? run : null;
    const latest = this.#cache.find(targetId);
    const failed = this.#steering.submit({ raw, bytes, id, target, ended: latest !== null });
    return failed === null ? null : { failed, voice: target?.voice ?? latest?.voice ?? null };
  }

  /** Takes the steers that a create on `parentId` carries. */
  take(parentId: string | null): Waiting | null {
    return parentId === null ? null : this.#steering.take(parentId);
  }

  /** Undoes a `take`: the create never became a response. */
  putBack(parentId: string | null, carried: Waiting | null): void {
    if (parentId !== null && carried !== null) this.#steering.putBack(parentId, carried);
  }

  /**
   * A create was refused, which `tell` says: its parent is lost if it is its own lane's, and with it what waited
   * for it. Another lane's stays as it is.
   */
  refused(lane: LaneName, parentId: string | null, tell: () => void): void {
    const lost = parentId !== null && this.#cache.evict(lane, parentId);
    tell();
    if (lost) this.#steering.giveUp(parentId);
    this.#giveUpLost();
  }

  failed(lane: LaneName, run: Run): void {
    this.#cache.forget(lane);
    this.#steering.giveUp(run.id);
    this.#giveUpLost();
  }

  /** Returns the create that follows by itself, if one does. */
  ended(lane: LaneName, run: Run, record: ResponseRecord): Create | null {
    this.#cache.replace(lane, { record, voice: run.voice });
    if (run.prepared.create.settings.store) this.#options.store.put(record);
    const successor = this.#steering.afterTarget(run, record);
    this.#giveUpLost();
    return successor;
  }

  clear(): void {
    this.#cache.clear();
    this.#steering.clear();
  }

  /** Hands back the steers that no create can carry any more. */
  #giveUpLost(): void {
    const { store, isRunning } = this.#options;
    const mayGoOn = (id: string): boolean =>
      isRunning(id) || this.#cache.find(id) !== null || store.get(id) !== null;
    this.#steering.giveUpUnless(mayGoOn);
  }
}
