import type { WireFault } from "../fault-proxy";
import type { Lengths, Trial } from "./faults";
import { Stage, type Outcome, type Side } from "./stage";

/** What was seen in all trials. */
export type Tally = {
  trials: number;
  /** Connections that met their fault before the dialogue was over. */
  met: number;
  /** Turns by how they ended. */
  ends: Record<string, number>;
  wrong: string[];
};

/** Servers are given up after so many dialogues: what they keep of each must not add up. */
const PER_STAGE = 50;
const MOST_WRONG = 50;

/** How long both ways are when nothing happens; the shortest of a few, for some figures in the frames vary. */
export async function lengthsOf(side: Side, random: () => number): Promise<Lengths> {
  const stage = await Stage.open(side, "shipped");
  const seen: Lengths[] = [];
  for (let time = 0; time < 5; time += 1) {
    const { wire, wrong } = await stage.play({ type: "none" }, random);
    if (!wire || wrong.length > 0) throw new Error(`without a fault: ${wrong.join("; ")}`);
    seen.push(wire.passed);
  }
  await stage.close();
  return { up: Math.min(...seen.map(({ up }) => up)), down: Math.min(...seen.map(({ down }) => down)) };
}

export type PlayOptions = { side: Side; lanes: number; random: () => number };

/** Plays every trial, `lanes` of them at a time. */
export async function playAll(
  trials: readonly Trial[],
  { side, lanes, random }: PlayOptions,
): Promise<Tally> {
  const tally: Tally = { trials: 0, met: 0, ends: {}, wrong: [] };
  const stacks = stacksOf(trials, Math.min(PER_STAGE, Math.ceil(trials.length / lanes)));
  const lane = async (): Promise<void> => {
    for (let stack = stacks.shift(); stack; stack = stacks.shift()) {
      const stage = await Stage.open(side, stack[0].waits);
      for (const { fault } of stack) count(tally, fault, await stage.play(fault, random));
      await stage.close();
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return tally;
}

type Stack = [Trial, ...Trial[]];

/** At most `most` trials that can share a server, in their order. */
function stacksOf(trials: readonly Trial[], most: number): Stack[] {
  const stacks: Stack[] = [];
  for (const trial of trials) {
    const last = stacks.at(-1);
    if (last && last.length < most && last[0].waits === trial.waits) last.push(trial);
    else stacks.push([trial]);
  }
  return stacks;
}

function count(tally: Tally, fault: WireFault, { wire, ends, wrong }: Outcome): void {
  tally.trials += 1;
  if (hasMet(fault, wire)) tally.met += 1;
  for (const end of ends) tally.ends[end] = (tally.ends[end] ?? 0) + 1;
  if (tally.wrong.length >= MOST_WRONG) return;
  tally.wrong.push(...wrong.map((sentence) => `${JSON.stringify(fault)}: ${sentence}`));
}

/** All faults but slowness happen at a byte. */
function hasMet(fault: WireFault, wire: Outcome["wire"]): boolean {
  if (!("after" in fault)) return true;
  return wire?.passed[fault.way] === fault.after;
}
