import type { LeftSize } from "./hibernation";
import type { ReplaySize } from "./replay";

export type Settings = {
  /** At most, and at least one; no further one begins that would not end within the budget. */
  rounds: number;
  budgetMs: number;
  /** Rounds that also take the 100-call rollout over the slow network. */
  longRounds: number;
  firstDeltas: number;
  latencyDeltas: number;
  sessions: number;
  pacedDeltas: number;
  floodDeltas: number;
  memorySessions: number;
  replayed: ReplaySize;
  manySeconds: number;
  left: LeftSize;
  embeddedRounds: number;
  embeddedDeltas: number;
};

export const FULL: Settings = {
  rounds: 5,
  budgetMs: 540_000,
  longRounds: 5,
  firstDeltas: 3,
  latencyDeltas: 150,
  sessions: 50,
  pacedDeltas: 140,
  floodDeltas: 1_000,
  memorySessions: 80,
  replayed: { events: 10_000, live: 20, seconds: 5 },
  manySeconds: 6,
  left: { first: 3_000, then: 2_000 },
  embeddedRounds: 3,
  embeddedDeltas: 200_000,
};

export const QUICK: Settings = {
  rounds: 2,
  budgetMs: 75_000,
  longRounds: 1,
  firstDeltas: 1,
  latencyDeltas: 50,
  sessions: 20,
  pacedDeltas: 75,
  floodDeltas: 300,
  memorySessions: 25,
  replayed: { events: 10_000, live: 20, seconds: 2 },
  manySeconds: 3,
  left: { first: 1_000, then: 150 },
  embeddedRounds: 1,
  embeddedDeltas: 50_000,
};
