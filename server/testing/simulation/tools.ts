import type { AnyTool, Tool } from "../../../lib/tools/define-tool";
import type { Question } from "../../../lib/protocol/question";
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

const QUESTION: Question = {
  title: "Go on?",
  schema: { type: "object", properties: { go: { type: "boolean" } }, required: ["go"] },
};

/** Each run of such a call asks before it does anything. It follows from the call, so that every page asks the same. */
const isAskingCall = (callId: string): boolean => Number(callId.slice(1)) % 5 === 0;

/** The tools of one page. What one answers says who ran which call. */
export const simulatedTools = ({ clock, dice, me, onEffect }: ToolsOptions): AnyTool[] =>
  TEST_TOOLS.map((spec) => {
    const tool: Tool<unknown> = {
      spec,
      parse: (args) => Promise.resolve({ ok: true, args }),
      run: async (_args, { callId, progress, ask }) => {
        if (isAskingCall(callId)) await ask(QUESTION);
        return new Promise((resolve) => {
          if (dice.chance(0.3)) progress("at work");
          clock.after(dice.chance(0.05) ? ENDLESS_MS : dice.below(NORMAL_MS), () => {
            if (spec.effect !== "read") onEffect(callId);
            resolve({ output: ranText(callId, me) });
          });
        });
      },
      summarise: () => "",
    };
    return tool as unknown as AnyTool;
  });
