export type Settings = {
  /** At most; none begins that would not end within the budget. */
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
};

export const FULL: Settings = {
  rounds: 5,
  budgetMs: 330_000,
  longRounds: 5,
  firstDeltas: 3,
  latencyDeltas: 150,
  sessions: 50,
  pacedDeltas: 140,
  floodDeltas: 1_000,
  memorySessions: 80,
};

export const QUICK: Settings = {
  rounds: 2,
  budgetMs: 55_000,
  longRounds: 1,
  firstDeltas: 1,
  latencyDeltas: 50,
  sessions: 20,
  pacedDeltas: 75,
  floodDeltas: 300,
  memorySessions: 25,
};
