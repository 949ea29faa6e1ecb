import { functionToolSchema, type FunctionTool, type Item } from "../../lib/responses/item";
import { createSchema, wrongElement, type CreateBody, type Issue } from "./create-schema";
import { Refusal, requestError } from "./errors";

const MAX_METADATA_PAIRS = 16;

/** The settings that a response object repeats. They hold for one response and are never inherited by a create. */
export type Settings = {
  model: string;
  instructions: string | null;
  tools: readonly ({ type: string } & Record<string, unknown>)[];
  tool_choice: unknown;
  parallel_tool_calls: boolean;
  max_output_tokens: number | null;
  metadata: Record<string, string>;
  reasoning: Record<string, unknown>;
  text: Record<string, unknown>;
  temperature: number;
  top_p: number;
  truncation: string;
  service_tier: string;
  store: boolean;
};

/** A `response.create` whose fields have been checked. */
export type Create = {
  generate: boolean;
  previousResponseId: string | null;
  input: readonly Item[];
  settings: Settings;
  /** The settings as the client sent them; what it left out or set to null is not there. */
  sent: Readonly<Record<string, unknown>>;
};

/** Checks the body of a create; the lane is judged apart, by the connection. */
export function parseCreate(raw: Record<string, unknown>): Create | Refusal {
  const parsed = createSchema.safeParse(raw);
  const issue = parsed.error?.issues[0] ?? wrongElement(raw);
  if (issue !== null || !parsed.success) return new Refusal(wrongField(issue, raw));
  const body = parsed.data;
  const objection = objectionTo(body);
  if (objection !== null) return new Refusal(objection);
  return {
    generate: body.generate ?? true,
    previousResponseId: body.previous_response_id ?? null,
    input: inputItems(body.input),
    settings: settingsOf(body),
    sent: sentSettings(body),
  };
}

/** What concerns this server alone: the transport, the chain, and what a backend is given apart. */
const NOT_SETTINGS = new Set([
  "type",
  "model",
  "input",
  "stream",
  "stream_id",
  "stream_options",
  "generate",
  "previous_response_id",
  "conversation",
  "background",
  "store",
]);

const sentSettings = (body: CreateBody): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(body).filter(([name, value]) => !NOT_SETTINGS.has(name) && (value ?? null) !== null),
  );

export function functionTools(settings: Settings): FunctionTool[] {
  if (settings.tool_choice === "none") return [];
  return settings.tools.flatMap((tool) => {
    const parsed = functionToolSchema.safeParse(tool);
    return parsed.success ? [parsed.data] : [];
  });
}

/** A string is one user message. */
export function inputItems(input: CreateBody["input"]): readonly Item[] {
  if (typeof input !== "string") return input ?? [];
  return [{ type: "message", role: "user", content: [{ type: "input_text", text: input }] }];
}

function wrongField(issue: Issue | null, raw: Record<string, unknown>) {
  const param = paramName(issue?.path ?? []);
  if (param === "model" && raw.model === undefined) {
    return requestError("Missing required parameter: 'model'.", {
      code: "missing_required_parameter",
      param: "model",
    });
  }
  return requestError(`Invalid value for '${param}': ${issue?.message ?? "wrong type"}.`, {
    code: "invalid_type",
    param,
  });
}

const paramName = (path: readonly PropertyKey[]): string =>
  path
    .map((key, at) => (typeof key === "number" ? `[${key}]` : `${at > 0 ? "." : ""}${String(key)}`))
    .join("");

function objectionTo(body: CreateBody) {
  if (body.background === true) {
    return requestError("Background responses are not supported here.", { param: "background" });
  }
  if (typeof body.previous_response_id === "string" && (body.conversation ?? null) !== null) {
    return requestError("'previous_response_id' cannot be combined with 'conversation'.", {
      param: "conversation",
    });
  }
  if ((body.conversation ?? null) !== null) {
    return requestError("Stored conversations are not supported here.", { param: "conversation" });
  }
  if (Object.keys(body.metadata ?? {}).length > MAX_METADATA_PAIRS) {
    return requestError(`'metadata' may hold at most ${MAX_METADATA_PAIRS} pairs.`, { param: "metadata" });
  }
  return null;
}

function settingsOf(body: CreateBody): Settings {
  return {
    model: body.model,
    instructions: body.instructions ?? null,
    tools: body.tools ?? [],
    tool_choice: body.tool_choice ?? "auto",
    parallel_tool_calls: body.parallel_tool_calls ?? true,
    max_output_tokens: body.max_output_tokens ?? null,
    metadata: body.metadata ?? {},
    reasoning: body.reasoning ?? { effort: null, summary: null },
    text: body.text ?? { format: { type: "text" } },
    temperature: body.temperature ?? 1,
    top_p: body.top_p ?? 1,
    truncation: body.truncation ?? "disabled",
    service_tier: body.service_tier ?? "auto",
    store: body.store ?? true,
  };
}
