import type { AnyTool, Tool } from "../../../lib/tools/define-tool";
import type { Clock } from "../../../lib/util/clock";
import { TEST_TOOLS } from "../test-tools";
import { ranText } from "./check-calls";
import type { Dice } from "./dice";

type ToolsOptions = {
  clock: Clock;
  dice: Dice;
  me: { executorId: string; claimId: string };
  /** A tool with effects has done its work. */
  onEffect: (callId: string) => void;
};

/** Now and then a tool takes longer than it may. */
const NORMAL_MS = 200;
const ENDLESS_MS = 8_000;

/** The tools of one page. What one answers says who ran which call. */
export const simulatedTools = ({ clock, dice, me, onEffect }: ToolsOptions): AnyTool[] =>
  TEST_TOOLS.map((spec) => {
    const tool: Tool<unknown> = {
      spec,
      parse: (args) => Promise.resolve({ ok: true, args }),
      run: (_args, { callId, progress }) =>
        new Promise((resolve) => {
          if (dice.chance(0.3)) progress("at work");
          clock.after(dice.chance(0.05) ? ENDLESS_MS : dice.below(NORMAL_MS), () => {
            if (spec.effect !== "read") onEffect(callId);
            resolve({ output: ranText(callId, me) });
          });
        }),
      summarise: () => "",
    };
    return tool as unknown as AnyTool;
  });
