import type { OutboxEntry } from "../../../lib/client/state";
import type { JournalEntry } from "../../../lib/tools/journal";
import type { Visibility } from "../../../lib/protocol/role";
import type { Kept } from "../../../lib/tools/kept";

/** Records kept in a browser for as long as the simulation lasts. */
export function keep<T extends object>(keyOf: keyof T): Kept<T> {
  const records = new Map<string, T>();
  return {
    all: () => Promise.resolve([...records.values()]),
    get: (key) => Promise.resolve(records.get(key)),
    put: async (record) => void records.set(String(record[keyOf]), record),
    remove: async (key) => void records.delete(key),
  };
}

/** One browser profile: one identity, one desk, what its tabs keep together, and which of them live. */
export class Browser {
  readonly journal = keep<JournalEntry>("key");
  readonly liveClaims = new Set<string>();

  constructor(
    readonly principal: string,
    readonly deskId: string,
  ) {}
}

/** One tab: what survives its reload. */
export class Tab {
  readonly outbox = keep<OutboxEntry>("commandId");
  /** Commands that a server has refused. */
  readonly refused = new Set<string>();

  constructor(
    readonly browser: Browser,
    readonly executorId: string,
    readonly kind: Visibility,
  ) {}

  /** Its copy speaks for the same executor, and keeps what it had kept. */
  copy(): Tab {
    return new Tab(this.browser, this.executorId, this.kind);
  }
}
