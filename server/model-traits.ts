import type { ModelChoice } from "../lib/protocol/frame";
import type { Config } from "./config";
import type { OfferedModels } from "./models";
import type { ModelTraits } from "./session/rules";

/**
 * Tokens that a request may have, by the beginning of a model's id, the longest first. Null where sources
 * disagree. Of a model that gives its answer a window of its own, only the request's is counted.
 */
const WINDOWS: readonly (readonly [start: string, tokens: number | null])[] = [
  ["gpt-5-chat", 128_000],
  ["gpt-5.6", null],
  ["gpt-4.1", 1_047_576],
  ["o4-mini", 200_000],
  ["gpt-4o", 128_000],
  ["gpt-5", 272_000],
  ["o1", 200_000],
  ["o3", 200_000],
];

/** A model's window as far as it is known; a route before the id ("openai/…") does not count. */
export function knownWindow(model: string): number | null {
  const id = model.slice(model.lastIndexOf("/") + 1).toLowerCase();
  return (
    WINDOWS.find(([start]) => id.startsWith(start) && /^([-.@:]|$)/.test(id.slice(start.length)))?.[1] ?? null
  );
}

/** What is known of a model before it is asked. The embedded ones follow rules: they take no requests of ours. */
export function traitsIn(
  { contextWindow, hosted }: Pick<Config, "contextWindow" | "hosted">,
  { isEmbedded }: Pick<OfferedModels, "isEmbedded">,
): (model: string) => ModelTraits {
  const hostedEffects = hosted.tools.some(({ type }) => type === "mcp");
  return (model) =>
    isEmbedded(model)
      ? { contextWindow: null, takesAsks: false, hostedEffects: false }
      : { contextWindow: contextWindow ?? knownWindow(model), takesAsks: true, hostedEffects };
}

/** The picker's choice with what a page needs to know of its context. */
export function withTraits(choice: ModelChoice, traitsOf: (model: string) => ModelTraits): ModelChoice {
  const { contextWindow, takesAsks } = traitsOf(choice.id);
  const known = { ...choice, canSummarise: takesAsks };
  return contextWindow === null ? known : { ...known, contextWindow };
}
