import type { Cast } from "./cast";
import { FAULT_ACTIONS } from "./fault-actions";
import { PEOPLE_ACTIONS } from "./people-actions";
import { ROGUE_ACTIONS } from "./rogue-actions";
import { SHARE_ACTIONS } from "./share-actions";

/** Two numbers in [0, 1) that say to whom, and how. */
export type Choice = { a: number; b: number };
export type Perform = (cast: Cast, choice: Choice) => void;

/** Everything that can happen, with how often it does. */
export const ACTIONS = {
  ...PEOPLE_ACTIONS,
  ...FAULT_ACTIONS,
  ...ROGUE_ACTIONS,
  ...SHARE_ACTIONS,
} as const satisfies Record<string, { weight: number; perform: Perform }>;

export type ActionName = keyof typeof ACTIONS;
