import type { EventBody } from "../../lib/protocol/event";
import type { CommandId } from "../../lib/protocol/ids";
import type { Effect, LoggedEvent } from "./input";
import type { OwnerState } from "./owner-state";
import { foldOwner } from "./owner-state";
import type { Secret } from "./secret";

/**
 * A decision under way: events are folded as they are logged, so that the next step sees what the
 * one before decided. The first event of a command carries its id.
 */
export class Draft {
  state: OwnerState;
  readonly at: number;
  readonly events: LoggedEvent[] = [];
  readonly effects: Effect[] = [];
  #commandId: CommandId | null;

  constructor(state: OwnerState, cause: { at: number; commandId: CommandId | null }) {
    this.state = state;
    this.at = cause.at;
    this.#commandId = cause.commandId;
  }

  /** Logs a fact and returns its `seq`. */
  log(body: EventBody, secret: Secret | null = null): number {
    const seq = this.state.session.seq + 1;
    const cause = this.#commandId === null ? {} : { commandId: this.#commandId };
    this.#commandId = null;
    const logged = { event: { ...body, seq, at: this.at, ...cause }, secret };
    this.state = foldOwner(this.state, logged);
    this.events.push(logged);
    return seq;
  }

  act(effect: Effect): void {
    this.effects.push(effect);
  }
}
