import { expect, test } from "vitest";
import { openTarget } from "../target/target";
import { fuzz, WAYS, type FuzzResult, type Way } from "./fuzz";

const SEED = 20_251_125;
const FRAMES = 20_000;

const run = (way: Way): Promise<FuzzResult> =>
  fuzz((options) => openTarget({ store: "memory", hurry: 60, ...options }), {
    way,
    frames: FRAMES,
    seed: SEED,
  });

const titles: Record<Way, string> = {
  sockets: `[T9][F28] ${FRAMES} frames that break RFC 6455 or a limit harm nobody else (seed ${SEED})`,
  commands: `[T9][F27] ${FRAMES} frames of about the protocol's form harm nobody else (seed ${SEED})`,
  provider: `[T9][F64] ${FRAMES} frames of a hostile provider end every turn and harm nobody else (seed ${SEED})`,
};

test.each(WAYS.map((way) => [titles[way], way] as const))("%s", { timeout: 120_000 }, async (_title, way) => {
  const { rounds, served, after } = await run(way);
  expect(rounds).toBeGreaterThan(0);
  expect(served).toBeGreaterThan(0);
  expect(after.bugs).toEqual([]);
});
