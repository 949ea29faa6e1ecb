import type { Item } from "../../lib/responses/item";
import { openCalls } from "./context";
import type { Create } from "./create";
import type { EventBody } from "./emitter";
import type { ResponseRecord } from "./record";
import type { Run } from "./run";
import * as steers from "./steer";
import type { Steer, SteerFailure } from "./steer";
import type { Voice } from "./voice";

const MAX_PENDING = 8;

type Submission = {
  raw: Record<string, unknown>;
  bytes: number;
  /** Names the submission, if it is accepted. */
  id: string;
  /** The running response that it addresses. */
  target: Run | null;
  /** Whether the addressed response is known to have ended. */
  ended: boolean;
};

/** Steers that wait for one response's successor, and how to tell of them. */
export type Waiting = { steers: readonly (Steer & { bytes: number })[]; voice: Voice };

/** The steers that one connection has accepted and not yet used, by the response that they address. */
export class Steering {
  readonly #accepted = new Map<string, Waiting>();

  /** `maxBytes` is what all that wait may hold, as they were sent. */
  constructor(private readonly maxBytes: number) {}

  /** Accepts a submission and tells so in its target's numbering, or returns the failure to be sent. */
  submit({ raw, bytes, id, target, ended }: Submission): EventBody | null {
    const steer = steers.parseSteer(raw, id);
    const failure = this.#objection({ steer, bytes, target, ended });
    if (failure !== null || steer === null || target === null) {
      return steers.steerFailed(raw, failure ?? "invalid_input");
    }
    const { voice } = target;
    this.#accepted.set(target.id, { voice, steers: [...this.#of(target.id), { ...steer, bytes }] });
    voice(steers.steerAccepted(steer));
    // A call that has been made must be answered before anything else: such a target ends by itself.
    if (target.callCount === 0) target.stop("steered");
    return null;
  }

  /** The create that follows a target by itself; null when there is none, or when calls must be answered first. */
  afterTarget({ id, voice, prepared }: Run, record: ResponseRecord): Create | null {
    const waiting = this.#of(id);
    if (waiting.length === 0) return null;
    if (openCalls(record.node.items).length === 0) return steers.successorOf(prepared.create, id);
    for (const steer of waiting) voice(steers.steerPending(steer, record));
    return null;
  }

  /** What a create on `parentId` has to carry before its own input. */
  inputFor(parentId: string): readonly Item[] {
    return this.#of(parentId).flatMap(({ input }) => input);
  }

  /** Removes what waits for `targetId`, because a create carries it. */
  take(targetId: string): Waiting | null {
    const waiting = this.#accepted.get(targetId) ?? null;
    this.#accepted.delete(targetId);
    return waiting;
  }

  putBack(targetId: string, waiting: Waiting): void {
    this.#accepted.set(targetId, waiting);
  }

  /** Hands back to the client what waits for `targetId`. */
  giveUp(targetId: string): void {
    const waiting = this.take(targetId);
    for (const { raw, id } of waiting?.steers ?? [])
      waiting?.voice(steers.steerFailed(raw, "successor_creation_failed", id));
  }

  /** Hands back what no create can carry any more. */
  giveUpUnless(mayGoOn: (targetId: string) => boolean): void {
    for (const targetId of [...this.#accepted.keys()]) if (!mayGoOn(targetId)) this.giveUp(targetId);
  }

  clear(): void {
    this.#accepted.clear();
  }

  #of(targetId: string): Waiting["steers"] {
    return this.#accepted.get(targetId)?.steers ?? [];
  }

  #objection(asked: Omit<Submission, "raw" | "id"> & { steer: Steer | null }): SteerFailure | null {
    const { steer, bytes, target, ended } = asked;
    if (target === null) return ended ? "response_already_completed" : "response_not_found";
    if (steer === null) return "invalid_input";
    if (target.prepared.backend.steerable !== true) return "steering_not_supported";
    if (!target.active) return "response_already_completed";
    const full = this.#of(target.id).length >= MAX_PENDING || this.#bytes + bytes > this.maxBytes;
    return full ? "too_many_pending_steers" : null;
  }

  get #bytes(): number {
    const all = [...this.#accepted.values()].flatMap((waiting) => waiting.steers);
    return all.reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
