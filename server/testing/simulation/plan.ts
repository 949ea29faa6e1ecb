import type { ActionName, Choice } from "./actions";
import { ACTIONS } from "./actions";
import type { Dice } from "./dice";
import { createDice } from "./dice";
import { PEOPLE_ACTIONS } from "./people-actions";

export type Action = Choice & { name: ActionName; gapMs: number };

/** What a schedule is made of beside what people do. */
const PROFILES = {
  all: Object.keys(ACTIONS) as ActionName[],
  tabs: [
    "reload",
    "close_tab",
    "open_tab",
    "duplicate_tab",
    "sleep",
    "repeat",
    "stray_outcome",
    "second_outcome",
  ],
  wires: ["cut", "hold", "reload", "open_tab", "lose_bells", "future_cursor", "repeat"],
  nodes: ["crash", "pause", "jump", "slow_store", "store_down", "lose_answer", "open_tab", "cut"],
  model: ["arm_model", "drop_model", "crash", "open_tab"],
  links: [
    "share",
    "revoke",
    "reader_commands",
    "reader_attaches",
    "hold",
    "lose_bells",
    "pause",
    "delete_session",
  ],
} as const satisfies Record<string, readonly ActionName[]>;

export type Profile = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as Profile[];

/** One schedule: what happens, in order. The rest (latencies, what the model's faults cut) follows from the seed. */
export type Plan = {
  name: string;
  seed: number;
  nodes: number;
  sessions: number;
  actions: readonly Action[];
  /** For how long the faults last beyond the last action. */
  tailMs: number;
};

/** More of them make a server take a session for poisoned, which then rests for minutes. */
const MOST_LOST_ANSWERS = 2;

export function planOf(profile: Profile, seed: number): Plan {
  const dice = createDice(seed * 8 + PROFILE_NAMES.indexOf(profile));
  const own: readonly ActionName[] = PROFILES[profile];
  const names = [...(Object.keys(PEOPLE_ACTIONS) as ActionName[]), ...own, ...own, ...own];
  const [nodes, sessions] = [1 + dice.below(3), dice.chance(0.25) ? 2 : 1];
  const count = 8 + dice.below(22);
  const first: Action = { name: "say", gapMs: 0, a: 0, b: dice.random() };
  const actions = [first, ...Array.from({ length: count }, () => actionOf(names, dice))];
  let lost = 0;
  const kept = actions.filter(({ name }) => name !== "lose_answer" || (lost += 1) <= MOST_LOST_ANSWERS);
  const tailMs = dice.chance(0.4) ? dice.below(6_000) : 0;
  return { name: `${profile}.${seed}`, seed, nodes, sessions, actions: kept, tailMs };
}

/** The plan without all actions but some: `tabs.12:0,3,4`. */
export function thinned(plan: Plan, kept: readonly number[]): Plan {
  const [name] = plan.name.split(":");
  return {
    ...plan,
    name: `${name}:${kept.join(",")}`,
    actions: kept.flatMap((at) => plan.actions[at] ?? []),
  };
}

/** The plan of a name as it is printed; null: it names none. */
export function planNamed(name: string): Plan | null {
  const [, profile, seed, kept] = /^([a-z]+)\.(\d+)(?::([\d,]*))?$/.exec(name) ?? [];
  const known = PROFILE_NAMES.find((one) => one === profile);
  if (known === undefined) return null;
  const plan = planOf(known, Number(seed));
  return kept === undefined ? plan : thinned(plan, kept.split(",").filter(Boolean).map(Number));
}

function actionOf(names: readonly ActionName[], dice: Dice): Action {
  return { name: nameAt(names, dice), gapMs: gap(dice), a: dice.random(), b: dice.random() };
}

function nameAt(names: readonly ActionName[], dice: Dice): ActionName {
  let left = dice.below(names.reduce((sum, name) => sum + ACTIONS[name].weight, 0));
  return names.find((name) => (left -= ACTIONS[name].weight) < 0) ?? "say";
}

/** Mostly while the thing before is under way, now and then after all of it. */
function gap(dice: Dice): number {
  if (dice.chance(0.15)) return 0;
  return dice.chance(0.9) ? dice.below(250) : dice.below(12_000);
}
