import type { AskAnswer, Effect, Input, SummaryAnswer } from "../session/input";
import { providerError } from "../session/provider-error";
import type { AskRequest, AskResult, CompactRequest, UpstreamLine } from "../upstream/port";
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
  const { signal, abort } = ending();

  const ask = async (request: AskRequest): Promise<AskAnswer> =>
    answerOf(await line().ask(request, signal), deps.clock.now());

  /** What the provider makes of the turns itself; null where it does not, and the reason is in the log. */
  const compact = async (request: CompactRequest): Promise<SummaryAnswer | null> => {
    const result = await line().compact?.(request, signal);
    if (result?.ok) return { ok: true, window: result.output };
    const failure = result?.failure ?? null;
    if (failure !== null && !signal.aborted) {
      const code = failure.providerCode ?? failure.code;
      deps.log.warn({ sessionId, code }, "the provider did not compact the context; a summary is asked for");
    }
    return null;
  };

  const summarise = async ({ compact: window, request }: Extract<Effect, { type: "ask_summary" }>) =>
    (await compact(window)) ?? (await ask(request));

  const answered = <A extends SummaryAnswer>(answer: Promise<A>, inputOf: (answer: A | Failed) => Input) =>
    void answer
      .catch((error: unknown): Failed => {
        deps.log.error({ sessionId, err: error }, "ask failed");
        return FAILED;
      })
      .then((settled) => (signal.aborted ? undefined : post(inputOf(settled))));

  const askTitle = (request: AskRequest): void => {
    if (deps.titleAsked.has(sessionId)) return;
    deps.titleAsked.add(sessionId);
    answered(ask(request), (answer) => ({ type: "titled", answer, at: deps.clock.now() }));
  };

  return {
    perform: (effect) => {
      if (effect.type === "ask_title") return askTitle(effect.request);
      const { upTo } = effect;
      answered(summarise(effect), (answer) => ({ type: "summarised", upTo, answer, at: deps.clock.now() }));
    },
    close: abort,
  };
}

type Failed = Extract<AskAnswer, { ok: false }>;

const FAILED: Failed = {
  ok: false,
  error: { code: "internal", message: "The server failed on this request." },
};

function ending(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

const answerOf = (result: AskResult, at: number): AskAnswer =>
  result.ok ? { ok: true, text: result.text } : { ok: false, error: providerError(result.failure, at) };
