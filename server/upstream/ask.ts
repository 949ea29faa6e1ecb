import { itemType, textOf } from "../../lib/responses/item";
import type { Clock } from "../../lib/util/clock";
import { Exchange, type Step } from "./exchange";
import { failure, providerFailure } from "./failure";
import type { AskResult, UpstreamFailure } from "./port";
import type { WireEvent } from "./read-event";

type AskOptions = { clock: Clock; ms: number; signal: AbortSignal };

/** One short response apart from the chain, wherever it is sent. It ends once, at the latest after `ms`. */
export class Ask {
  readonly result: Promise<AskResult>;
  readonly #exchange = new Exchange(null);
  readonly #resolve: (result: AskResult) => void;
  readonly #undo: () => void;
  #sent = false;
  #ended = false;
  /** The provider refused the request with an error about this field; nothing ran. */
  refusedParam: string | null = null;

  constructor({ clock, ms, signal }: AskOptions) {
    const { promise, resolve } = promiseAndResolve();
    this.result = promise;
    this.#resolve = resolve;
    const abort = (): void => this.fail(failure(this.#unknown(), "The request was given up."));
    const late = (): void => this.fail(failure("timeout", "The provider did not answer in time."));
    const undo = clock.after(ms, late);
    signal.addEventListener("abort", abort, { once: true });
    this.#undo = () => {
      undo();
      signal.removeEventListener("abort", abort);
    };
    if (signal.aborted) abort();
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** The request has left: from now on its outcome may be unknown. */
  sent(): void {
    this.#sent = true;
  }

  /** Whether the response has ended with this event. */
  read(event: WireEvent): boolean {
    const steps = this.#exchange.read(event);
    for (const step of steps) this.#take(step, event);
    return steps.some(({ type }) => type === "done" || type === "failed");
  }

  fail(why: UpstreamFailure): void {
    this.#end({ ok: false, failure: why });
  }

  #take(step: Step, event: WireEvent): void {
    if (step.type === "failed") {
      if (event.type === "error") this.refusedParam = step.error.param;
      this.fail(providerFailure(step.error));
    }
    if (step.type !== "done") return;
    const messages = step.output.filter((item) => itemType(item) === "message");
    this.#end({ ok: true, text: messages.map(({ content }) => textOf(content)).join(""), usage: step.usage });
  }

  #unknown(): "lost" | "unsent" {
    return this.#sent ? "lost" : "unsent";
  }

  #end(result: AskResult): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#undo();
    this.#resolve(result);
  }
}

function promiseAndResolve(): { promise: Promise<AskResult>; resolve: (result: AskResult) => void } {
  let resolve: (result: AskResult) => void = () => undefined;
  const promise = new Promise<AskResult>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
