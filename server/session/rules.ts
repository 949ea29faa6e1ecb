import type { AnswerValues, Question } from "../../lib/protocol/question";
import type { ToolSpec } from "../../lib/protocol/tool";
import type { SessionLimits } from "./limits";

export type ModelTraits = {
  /** Tokens that its context holds; null: not known. */
  contextWindow: number | null;
  /** Whether it can be asked for a title or a summary. A model that follows rules cannot. */
  takesAsks: boolean;
  /** Whether its provider is offered tools of its own that change something: a request may then not be repeated. */
  hostedEffects: boolean;
};

/** What decisions depend on besides state and input; fixed for a server's life, hence handed in. */
type Check = { ok: true } | { ok: false; message: string };

export type Rules = {
  limits: SessionLimits;
  instructions: string;
  defaultModel: string;
  traitsOf: (model: string) => ModelTraits;
  /** Checks a call's arguments against its tool's schema. */
  validateArguments: (spec: ToolSpec, args: unknown) => Check;
  /** Checks what the person has filled in against what they were asked. */
  checkAnswer: (question: Question, values: AnswerValues) => Check;
  /** In hex. */
  sha256: (bytes: Uint8Array) => string;
};
