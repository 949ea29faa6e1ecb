import type { ToolSpec } from "../../lib/protocol/tool";
import type { FunctionTool } from "../../lib/responses/item";
import type { RunningTurn } from "../../lib/session/state";
import type { CreateRequest, ResponseSettings } from "../upstream/port";
import { responseKey } from "./context";
import { offeredTools } from "./executor";
import type { OwnerState } from "./owner-state";
import type { Rules } from "./rules";

/** State → what is asked of the provider. The line decides whether the whole input has to travel. */
export function createRequest(state: OwnerState, turn: RunningTurn, rules: Rules): CreateRequest {
  const { items, chain } = state.context;
  return {
    key: responseKey(turn),
    settings: settingsOf(state, turn.model, rules),
    chain: chain?.key ?? null,
    newItems: chain ? items.slice(chain.upTo) : items,
    fullInput: () => items,
  };
}

export function settingsOf(state: OwnerState, model: string, rules: Rules): ResponseSettings {
  const tools = functionTools(offeredTools(state));
  const { contextWindow } = rules.traitsOf(model);
  const settings = { model, instructions: rules.instructions, tools, parallelToolCalls: true };
  if (contextWindow === null) return settings;
  return { ...settings, compactThreshold: Math.floor(contextWindow * rules.limits.compactAt) };
}

const converted = new WeakMap<readonly ToolSpec[], readonly FunctionTool[]>();

/** The same list gives the same object, so that the line need not compare schemas for every request. */
function functionTools(specs: readonly ToolSpec[]): readonly FunctionTool[] {
  const known = converted.get(specs);
  if (known) return known;
  const tools = specs.map(({ name, description, parameters }) => ({
    type: "function" as const,
    name,
    description,
    parameters,
    strict: false,
  }));
  converted.set(specs, tools);
  return tools;
}
