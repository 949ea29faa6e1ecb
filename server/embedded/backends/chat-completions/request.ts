import type { FunctionTool } from "../../../../lib/responses/item";
import { isRecord } from "../../../../lib/util/json";
import type { BackendRequest } from "../../backend";
import { Unsupported } from "./content";
import type { Habits } from "./habits";
import { chatMessages } from "./messages";

export type ChatBody = Record<string, unknown>;

/** Settings that have the same name and meaning in both protocols, and what clients add for local servers. */
const SAME = [
  "temperature",
  "top_p",
  "user",
  "service_tier",
  "prompt_cache_key",
  "safety_identifier",
  "seed",
  "stop",
  "frequency_penalty",
  "presence_penalty",
];

/** The body of `POST /chat/completions`, or what of the request it cannot say. */
export function chatBody(request: BackendRequest, habits: Habits): ChatBody | Unsupported {
  const { model, input, instructions, maxOutputTokens, settings } = request;
  const messages = chatMessages(input, { instructions, thoughts: habits.thoughts });
  if (messages instanceof Unsupported) return messages;
  const tooling = toolFields(request);
  if (tooling instanceof Unsupported) return tooling;
  const { reasoning, text } = settings;
  const body: ChatBody = {
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
    ...tooling,
    ...(maxOutputTokens === null ? {} : { [habits.maxTokens]: maxOutputTokens }),
    ...(isRecord(reasoning) && typeof reasoning.effort === "string"
      ? { reasoning_effort: reasoning.effort }
      : {}),
    ...(isRecord(text) ? textFields(text) : {}),
    ...Object.fromEntries(SAME.flatMap((name) => (name in settings ? [[name, settings[name]]] : []))),
  };
  for (const name of habits.dropped) delete body[name];
  return body;
}

function toolFields(request: BackendRequest): ChatBody | Unsupported {
  const { tools, settings, parallelToolCalls } = request;
  const foreign = foreignTool(settings.tools);
  if (foreign !== null && settings.tool_choice !== "none") return foreign;
  const choice = toolChoice(settings.tool_choice);
  if (choice instanceof Unsupported) return choice;
  const offered = tools.filter(({ name }) => choice.allowed?.has(name) ?? true);
  if (offered.length === 0) return {};
  return {
    tools: offered.map(chatTool),
    ...(choice.wire === null ? {} : { tool_choice: choice.wire }),
    ...(parallelToolCalls ? {} : { parallel_tool_calls: false }),
  };
}

function foreignTool(tools: unknown): Unsupported | null {
  if (!Array.isArray(tools)) return null;
  const at = tools.findIndex((tool: unknown) => !isRecord(tool) || tool.type !== "function");
  if (at < 0) return null;
  const tool: unknown = tools[at];
  return new Unsupported(
    `A tool of the type '${isRecord(tool) ? String(tool.type).slice(0, 40) : "?"}'`,
    `tools[${at}]`,
  );
}

function chatTool({ name, description, parameters, strict }: FunctionTool) {
  return {
    type: "function",
    function: {
      name,
      ...(typeof description === "string" ? { description } : {}),
      parameters: parameters ?? { type: "object", properties: {} },
      ...(strict === true ? { strict } : {}),
    },
  };
}

type Choice = { wire: unknown; allowed: ReadonlySet<string> | null };

function toolChoice(choice: unknown): Choice | Unsupported {
  if (choice === undefined || choice === "auto" || choice === "none") return { wire: null, allowed: null };
  if (choice === "required") return { wire: choice, allowed: null };
  if (isRecord(choice) && choice.type === "function" && typeof choice.name === "string")
    return { wire: { type: "function", function: { name: choice.name } }, allowed: null };
  if (isRecord(choice) && choice.type === "allowed_tools" && Array.isArray(choice.tools)) {
    const names = choice.tools.flatMap((tool: unknown) =>
      isRecord(tool) && typeof tool.name === "string" ? [tool.name] : [],
    );
    return { wire: choice.mode === "required" ? "required" : null, allowed: new Set(names) };
  }
  return new Unsupported("This choice of a tool", "tool_choice");
}

function textFields({ format, verbosity }: Record<string, unknown>): ChatBody {
  const spoken = typeof verbosity === "string" ? { verbosity } : {};
  if (!isRecord(format)) return spoken;
  if (format.type === "json_object") return { ...spoken, response_format: { type: "json_object" } };
  if (format.type !== "json_schema") return spoken;
  const { type, ...json_schema } = format;
  return { ...spoken, response_format: { type, json_schema } };
}
