import type { Item } from "../../lib/responses/item";
import { openCalls } from "./context";
import type { Create } from "./create";
import type { EventBody } from "./emitter";
import type { ResponseRecord } from "./record";
import type { Run } from "./run";
import * as steers from "./steer";
import type { Steer, SteerFailure } from "./steer";

const MAX_PENDING = 8;

type Submission = {
  raw: Record<string, unknown>;
  /** Names the submission, if it is accepted. */
  id: string;
  /** The running response that it addresses. */
  target: Run | null;
  /** Whether the addressed response is known to have ended. */
  ended: boolean;
};

/** The steers that one connection has accepted and not yet used, by the response that they address. */
export class Steering {
  readonly #accepted = new Map<string, readonly Steer[]>();

  /** Accepts a submission and tells so in its target's numbering, or returns the failure to be sent. */
  submit({ raw, id, target, ended }: Submission): EventBody | null {
    const steer = steers.parseSteer(raw, id);
    const failure = this.#objection(steer, target, ended);
    if (failure !== null || steer === null || target === null) {
      return steers.steerFailed(raw, failure ?? "invalid_input");
    }
    this.#accepted.set(target.id, [...this.#of(target.id), steer]);
    target.announce(steers.steerAccepted(steer));
    // A call that has been made must be answered before anything else: such a target ends by itself.
    if (target.callCount === 0) target.stop("steered");
    return null;
  }

  /** The create that follows a target by itself; null when there is none, or when calls must be answered first. */
  afterTarget(run: Run, record: ResponseRecord): Create | null {
    const waiting = this.#of(run.id);
    if (waiting.length === 0) return null;
    if (openCalls(record.node.items).length > 0) {
      for (const steer of waiting) run.announce(steers.steerPending(steer, record));
      return null;
    }
    this.#accepted.delete(run.id);
    return steers.successorOf(
      record.create,
      run.id,
      waiting.flatMap(({ input }) => input),
    );
  }

  /** What a create on `parentId` has to carry before its own input. */
  inputFor(parentId: string): readonly Item[] {
    return this.#of(parentId).flatMap(({ input }) => input);
  }

  /** Removes what waited for `parentId`, because a create has carried it or because none ever will. */
  take(parentId: string): readonly Steer[] {
    const waiting = this.#of(parentId);
    this.#accepted.delete(parentId);
    return waiting;
  }

  #of(targetId: string): readonly Steer[] {
    return this.#accepted.get(targetId) ?? [];
  }

  #objection(steer: Steer | null, target: Run | null, ended: boolean): SteerFailure | null {
    if (target === null) return ended ? "response_already_completed" : "response_not_found";
    if (steer === null) return "invalid_input";
    if (target.prepared.backend.steerable !== true) return "steering_not_supported";
    if (!target.active) return "response_already_completed";
    return this.#of(target.id).length >= MAX_PENDING ? "too_many_pending_steers" : null;
  }
}
