export type Settings = {
  rounds: number;
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
  longRounds: 5,
  firstDeltas: 4,
  latencyDeltas: 200,
  sessions: 50,
  pacedDeltas: 190,
  floodDeltas: 1_000,
  memorySessions: 100,
};

export const QUICK: Settings = {
  rounds: 2,
  longRounds: 1,
  firstDeltas: 2,
  latencyDeltas: 100,
  sessions: 50,
  pacedDeltas: 115,
  floodDeltas: 500,
  memorySessions: 60,
};
