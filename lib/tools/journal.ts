import type { Artifact, Outcome } from "../protocol/tool";
import type { Kept, StoragePorts } from "./kept";
import { createKept } from "./kept";

export type JournalEntry = {
  /** `<sessionId> <callId>`. */
  key: string;
  claimId: string | null;
  outcome: Outcome;
  artifact: Artifact | null;
  ranMs: number | null;
};

/** What this page's tools have answered, written before it is sent: a reload sends it again and never runs again. */
export type Journal = Pick<Kept<JournalEntry>, "get" | "put" | "remove">;

export const createJournal = (scope: string, ports: StoragePorts): Journal =>
  createKept({ database: `longwire-journal-${scope}`, store: "outcomes", keyOf: "key", ...ports });
