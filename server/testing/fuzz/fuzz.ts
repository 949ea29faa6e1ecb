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
    const before = await target.figures(true);
    const more = await work(frames - warm);
    const after = await target.figures(true);
    const { served, slowestMs } = await observer.stop();
    return { rounds: rounds + more, served, slowestMs, before, after };
  } finally {
    await target.stop();
    provider?.close();
  }
}
