import type { Kept, StoragePorts } from "../tools/kept";
import { createKept } from "../tools/kept";
import type { OutboxEntry } from "./state";

/** Commands that have not come back yet, kept across reloads. */
export type OutboxStore = Pick<Kept<OutboxEntry>, "put" | "remove"> & {
  /** The oldest first. */
  all(): Promise<OutboxEntry[]>;
};

export function createOutboxStore(scope: string, ports: StoragePorts): OutboxStore {
  const kept = createKept<OutboxEntry>({
    ...{ database: `longwire-outbox-${scope}`, store: "outbox", keyOf: "commandId", ...ports },
  });
  return { ...kept, all: async () => (await kept.all()).sort((a, b) => a.at - b.at) };
}
