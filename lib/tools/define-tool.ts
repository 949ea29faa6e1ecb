import type { Answer, Question } from "../protocol/question";
import type { Approval, Artifact, Concurrency, Effect, ToolSpec } from "../protocol/tool";
import type { JsonValue } from "../util/json";
import type { Validate } from "./validate";

/** What a running tool is handed. `signal` aborts on stop, timeout and page end. */
export type ToolContext = {
  signal: AbortSignal;
  callId: string;
  /** Replaces the line that people see while the tool runs. */
  progress: (text: string) => void;
  /**
   * Asks the person, in this page or another one of theirs. The tool's time stands still meanwhile. Rejects with
   * `ToolError` when the question cannot be asked, and when the call ends.
   */
  ask: (question: Question) => Promise<Answer>;
};

/**
 * What a tool answers: the text or JSON value for the model, and what people see.
 * A tool that cannot do its work throws `ToolError`; any other throw is reported as `tool_failed`.
 */
export type ToolResult = { output: string | JsonValue; artifact?: Artifact };

export class ToolError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = "ToolError";
    this.code = code;
  }
}

export type Tool<Args = unknown> = {
  spec: ToolSpec;
  /** The arguments, checked; or a sentence that tells the model what is wrong. */
  parse: (value: unknown) => Promise<{ ok: true; args: Args } | { ok: false; message: string }>;
  run: (args: Args, context: ToolContext) => Promise<ToolResult>;
  /** One line for the card, from the arguments: "orders", "select region, sum(…". */
  summarise: (args: Args) => string;
};

/** A tool whose argument type is not known any more: what the registry holds. */
export type AnyTool = Tool<never>;

export type ToolDefinition<Args> = {
  name: string;
  title: string;
  description: string;
  effect: Effect;
  approval?: Approval;
  /** "parallel" unless said otherwise. Of the calls with one "exclusive:<key>" a session runs one at a time. */
  concurrency?: Concurrency;
  timeoutMs?: number;
  /** JSON Schema (object, `additionalProperties: false`). Both ends validate with it. */
  parameters: ToolSpec["parameters"];
  run: Tool<Args>["run"];
  summarise?: Tool<Args>["summarise"];
};

const DEFAULT_TIMEOUT_MS = 60_000;
const SUMMARY_CHARS = 120;

function defaultApproval(effect: Effect): Approval {
  return effect === "read" ? "auto" : "always";
}

function specOf<Args>(definition: ToolDefinition<Args>): ToolSpec {
  const { name, title, description, parameters, effect } = definition;
  return {
    name,
    title,
    description,
    parameters,
    effect,
    approval: definition.approval ?? defaultApproval(effect),
    ...(definition.concurrency === undefined ? {} : { concurrency: definition.concurrency }),
    timeoutMs: definition.timeoutMs ?? DEFAULT_TIMEOUT_MS,
  };
}

function summary(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.replaceAll("\n", " ").slice(0, SUMMARY_CHARS);
}

/** Loaded with the first call: a page that only offers its tools does not need the validator. */
function validatorOf(parameters: ToolSpec["parameters"]): () => Promise<Validate> {
  let loading: Promise<Validate> | null = null;
  return () => (loading ??= import("./validate").then(({ createValidator }) => createValidator(parameters)));
}

/**
 * Makes a tool of its definition. `run` is only called with arguments that fit `parameters`.
 * Reading tools are approved by default, all others ask each time.
 */
export function defineTool<Args>(definition: ToolDefinition<Args>): AnyTool {
  const validate = validatorOf(definition.parameters);
  const tool: Tool<Args> = {
    spec: specOf(definition),
    parse: async (value) => {
      const checked = (await validate())(value);
      return checked.ok ? { ok: true, args: value as Args } : checked;
    },
    run: definition.run,
    summarise: (args) => summary(definition.summarise === undefined ? args : definition.summarise(args)),
  };
  return tool as unknown as AnyTool;
}
