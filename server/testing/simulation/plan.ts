import type { ActionName, Choice } from "./actions";
import { ACTIONS } from "./actions";
import type { Dice } from "./dice";
import { createDice } from "./dice";

export type Action = Choice & { name: ActionName; gapMs: number };

/** One schedule: what happens, in order. The rest (latencies, what the model's faults cut) follows from the seed. */
export type Plan = { seed: number; nodes: number; sessions: number; actions: readonly Action[] };

const NAMES = Object.keys(ACTIONS) as ActionName[];
const TOTAL = NAMES.reduce((sum, name) => sum + ACTIONS[name].weight, 0);
/** More of them make a server take a session for poisoned, which then rests for minutes. */
const MOST_LOST_ANSWERS = 2;

export function planOf(seed: number): Plan {
  const dice = createDice(seed);
  const nodes = 1 + dice.below(3);
  const sessions = dice.chance(0.25) ? 2 : 1;
  const count = 8 + dice.below(22);
  const first: Action = { name: "say", gapMs: 0, a: 0, b: dice.random() };
  const actions = [first, ...Array.from({ length: count }, () => actionOf(dice))];
  let lost = 0;
  const kept = actions.filter(({ name }) => name !== "lose_answer" || (lost += 1) <= MOST_LOST_ANSWERS);
  return { seed, nodes, sessions, actions: kept };
}

function actionOf(dice: Dice): Action {
  return { name: nameAt(dice.below(TOTAL)), gapMs: gap(dice), a: dice.random(), b: dice.random() };
}

function nameAt(place: number): ActionName {
  let left = place;
  for (const name of NAMES) {
    left -= ACTIONS[name].weight;
    if (left < 0) return name;
  }
  return "say";
}

/** Mostly while the thing before is under way, now and then after all of it. */
function gap(dice: Dice): number {
  if (dice.chance(0.15)) return 0;
  return dice.chance(0.9) ? dice.below(250) : dice.below(12_000);
}
