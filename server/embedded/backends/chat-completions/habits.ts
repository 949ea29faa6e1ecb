import type { ServerRefusal } from "../responses-http/refusal";

/** What a model's server turned out to want. */
export type Habits = {
  maxTokens: "max_tokens" | "max_completion_tokens";
  /** Whether the thoughts of a tool round have to come back with it. */
  thoughts: boolean;
  /** Parameters that it does not take. */
  dropped: readonly string[];
};

export const NO_HABITS: Habits = { maxTokens: "max_tokens", thoughts: false, dropped: [] };

/** Parameters without which an answer is still the answer that was asked for. */
const DISPENSABLE = [
  "stream_options",
  "parallel_tool_calls",
  "reasoning_effort",
  "verbosity",
  "temperature",
  "top_p",
  "service_tier",
  "prompt_cache_key",
  "safety_identifier",
  "user",
];

const SAYS_SO =
  /unsupported|unknown|unrecognized|unexpected|not supported|does not support|not permitted|not allowed|extra|additional propert/i;

/** What a refusal teaches; null when asking again would bring the same. */
export function learn(
  { status, code, message, param }: ServerRefusal,
  body: Readonly<Record<string, unknown>>,
  habits: Habits,
): Habits | null {
  if (status !== 400 && status !== 422) return null;
  if (message.includes("max_completion_tokens") && body.max_tokens !== undefined)
    return { ...habits, maxTokens: "max_completion_tokens" };
  if (message.includes("reasoning_content") && !habits.thoughts) return { ...habits, thoughts: true };
  if (!SAYS_SO.test(message) && !SAYS_SO.test(code)) return null;
  const named = DISPENSABLE.find(
    (name) => body[name] !== undefined && (param === name || new RegExp(`\\b${name}\\b`).test(message)),
  );
  return named === undefined ? null : { ...habits, dropped: [...habits.dropped, named] };
}
