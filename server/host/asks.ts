import type { AskAnswer, Effect, Input } from "../session/input";
import { providerError } from "../session/provider-error";
import type { AskRequest, AskResult, UpstreamLine } from "../upstream/port";
import type { HostDeps } from "./deps";

type AskEffect = Extract<Effect, { type: `ask_${string}` }>;

export type Asks = { perform(effect: AskEffect): void; close(): void };

type AsksOptions = {
  sessionId: string;
  deps: HostDeps;
  line: () => UpstreamLine;
  post: (input: Input) => void;
};

/** What is asked of the model apart from the conversation; every answer comes back as an input. */
export function createAsks({ sessionId, deps, line, post }: AsksOptions): Asks {
  const ending = new AbortController();

  const ask = (request: AskRequest, inputOf: (answer: AskAnswer) => Input): void => {
    void line()
      .ask(request, ending.signal)
      .then(
        (result) => answerOf(result, deps.clock.now()),
        (error: unknown): AskAnswer => {
          deps.log.error({ sessionId, err: error }, "ask failed");
          return { ok: false, error: { code: "internal", message: "The server failed on this request." } };
        },
      )
      .then((answer) => (ending.signal.aborted ? undefined : post(inputOf(answer))));
  };

  const askTitle = (request: AskRequest): void => {
    if (deps.titleAsked.has(sessionId)) return;
    deps.titleAsked.add(sessionId);
    ask(request, (answer) => ({ type: "titled", answer, at: deps.clock.now() }));
  };

  return {
    perform: (effect) => {
      if (effect.type === "ask_title") return askTitle(effect.request);
      const { upTo, request } = effect;
      ask(request, (answer) => ({ type: "summarised", upTo, answer, at: deps.clock.now() }));
    },
    close: () => ending.abort(),
  };
}

const answerOf = (result: AskResult, at: number): AskAnswer =>
  result.ok ? { ok: true, text: result.text } : { ok: false, error: providerError(result.failure, at) };
