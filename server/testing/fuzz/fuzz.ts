import { setTimeout as wait } from "node:timers/promises";
import type { Figures, Target, TargetOptions } from "../target/target";
import { fuzzCommands } from "./command-frames";
import { Dice } from "./dice";
import { observe } from "./observer";
import { openHostileProvider } from "./provider";
import { askHostile } from "./provider-run";
import { fuzzSockets } from "./raw-sockets";

export const WAYS = ["sockets", "commands", "provider"] as const;
export type Way = (typeof WAYS)[number];

export type FuzzSize = { way: Way; frames: number; seed: number };
export type FuzzResult = {
  /** Sockets that it took; turns, where the provider is hostile. */
  rounds: number;
  served: number;
  slowestMs: number;
  before: Figures;
  after: Figures;
};

const AT_ONCE = 8;
/** Code, caches and pools have their size after this share of the frames. */
const WARM_SHARE = 0.1;
const TRY_MS = 100;
const MOST_TRIES = 300;

/** Only the observer's session is left then: what others still hold is no growth. */
async function settled(target: Target): Promise<Figures> {
  const { lagP99Ms, lagMaxMs } = await target.figures();
  for (let tries = 0; tries < MOST_TRIES && (await target.figures()).hosted > 1; tries += 1)
    await wait(TRY_MS);
  return { ...(await target.figures(true)), lagP99Ms, lagMaxMs };
}

/** Frames of one way against a server that `open` starts, beside somebody who must be served all the while. */
export async function fuzz(
  open: (options: Pick<TargetOptions, "provider" | "admission">) => Promise<Target>,
  { way, frames, seed }: FuzzSize,
): Promise<FuzzResult> {
  const dice = new Dice(seed);
  const provider = way === "provider" ? await openHostileProvider(dice.seed()) : null;
  const target = await open({ provider: provider?.url ?? null, admission: "open" });
  const work = async (count: number): Promise<number> => {
    const each = Math.ceil(count / AT_ONCE);
    const workers = Array.from({ length: AT_ONCE }, () => {
      const own = new Dice(dice.seed());
      if (way === "sockets") return fuzzSockets(target, own, each);
      return provider === null ? fuzzCommands(target, own, each) : askHostile(target, provider, count);
    });
    return (await Promise.all(workers)).reduce((sum, rounds) => sum + rounds, 0);
  };
  try {
    const observer = await observe(target);
    const warm = Math.ceil(frames * WARM_SHARE);
    const rounds = await work(warm);
    const before = await settled(target);
    const more = await work(frames - warm);
    const after = await settled(target);
    const { served, slowestMs } = await observer.stop();
    return { rounds: rounds + more, served, slowestMs, before, after };
  } finally {
    await target.stop();
    provider?.close();
  }
}
