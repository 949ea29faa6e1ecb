import type { Item } from "../../../lib/responses/item";
import type { Usage } from "../../../lib/responses/response";
import type { Clock } from "../../../lib/util/clock";
import { failure } from "../failure";
import type { UpstreamFailure } from "../port";
import { Delivery, type DeliveryOptions } from "./delivery";

export type Answer =
  { ok: true; output: readonly Item[]; usage: Usage | null } | { ok: false; failure: UpstreamFailure };

/** Requests of one line apart from its responses. Each ends once, at the latest after its time. */
export class Apart {
  readonly #open = new Map<Delivery, (failure: UpstreamFailure) => void>();
  #closed = false;

  constructor(private readonly clock: Clock) {}

  /** Never rejects; an abort gives the failure `unsent` or `lost`. */
  post(options: DeliveryOptions, { ms, signal }: { ms: number; signal: AbortSignal }): Promise<Answer> {
    if (this.#closed || signal.aborted) return Promise.resolve({ ok: false, failure: gone("unsent") });
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        undo();
        signal.removeEventListener("abort", abort);
        this.#open.delete(delivery);
        resolve(answer);
      };
      const fail = (why: UpstreamFailure): void => settle({ ok: false, failure: why });
      const delivery = new Delivery(options, {
        onStep: (step) => {
          if (step.type === "done") settle({ ok: true, output: step.output, usage: step.usage });
        },
        onFailed: fail,
      });
      const abort = (): void => this.#abort(delivery, fail);
      const undo = this.clock.after(ms, () => {
        delivery.cancel();
        fail(failure("timeout", "The provider did not answer in time."));
      });
      this.#open.set(delivery, fail);
      signal.addEventListener("abort", abort);
    });
  }

  close(): void {
    this.#closed = true;
    for (const [delivery, fail] of this.#open) this.#abort(delivery, fail);
  }

  #abort(delivery: Delivery, fail: (failure: UpstreamFailure) => void): void {
    const { sent } = delivery;
    delivery.cancel();
    fail(gone(sent ? "lost" : "unsent"));
  }
}

const gone = (code: "unsent" | "lost"): UpstreamFailure =>
  failure(code, "The request was given up before the provider had answered.");
