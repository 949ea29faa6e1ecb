import type { SessionEvent } from "../../../lib/protocol/event";
import type { Visibility } from "../../../lib/protocol/role";
import { guestForm, redactForGuest } from "../../../lib/protocol/visibility";
import { reduce } from "../../../lib/session/reduce";
import type { SessionState } from "../../../lib/session/state";
import { emptySession } from "../../../lib/session/state";
import type { LogRow } from "../../store/port";

/** One row as its owner had it written. */
export type Written = {
  row: LogRow;
  event: SessionEvent;
  epoch: number;
  node: string;
  /** As each class of viewers gets it; null: not at all. */
  bodies: Record<Visibility, string | null>;
};

/** What one session's log is, and means at each `seq`, for each class of viewers. */
export class LogBook {
  readonly rows: Written[] = [];
  readonly #states: Record<Visibility, SessionState[]>;
  readonly #doneItems = new Set<string>();

  constructor(sessionId: string) {
    const empty = emptySession(sessionId);
    this.#states = { owner: [empty], guest: [empty] };
  }

  get head(): number {
    return this.rows.length;
  }

  write(row: LogRow, by: { epoch: number; node: string }): Written {
    const event = JSON.parse(row.body) as SessionEvent;
    const form = guestForm(row.type);
    const shown = form === "redacted" ? redactForGuest(event) : event;
    const guest = form === "hidden" ? null : form === "whole" ? row.body : JSON.stringify(shown);
    const written = { row, event, ...by, bodies: { owner: row.body, guest } };
    this.rows.push(written);
    this.#fold("owner", event);
    this.#fold("guest", guest === null ? null : shown);
    if (row.type === "item.done" && row.itemId !== null) this.#doneItems.add(row.itemId);
    return written;
  }

  /** The fold of everything up to `seq`. */
  stateAt(seq: number, visibility: Visibility): SessionState | undefined {
    return this.#states[visibility][seq];
  }

  get state(): SessionState {
    return this.stateAt(this.head, "owner") ?? emptySession("");
  }

  /** Whether a viewer may be spared the row: its item is done, which says the same. */
  mayBeLeftOut({ row }: Written): boolean {
    return row.type === "item.delta" && row.itemId !== null && this.#doneItems.has(row.itemId);
  }

  #fold(visibility: Visibility, event: SessionEvent | null): void {
    const states = this.#states[visibility];
    const before = states.at(-1);
    if (before) states.push(event ? reduce(before, event) : { ...before, seq: before.seq + 1 });
  }
}
