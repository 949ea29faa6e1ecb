import { textOf, type Item } from "../../../lib/responses/item";
import type { ProviderProfile } from "../capabilities";
import { failure } from "../failure";
import type { AskRequest, AskResult, Capabilities, CreateRequest, LineListener, LineStatus } from "../port";
import type { UpstreamFailure, UpstreamLine } from "../port";
import { Connections } from "./connections";
import { Delivery, type DeliveryOptions } from "./delivery";
import { askBody, createBody } from "./request-body";

export type HttpLineOptions = Omit<DeliveryOptions, "connections" | "body"> & {
  profile: Pick<ProviderProfile, "include" | "hostedTools">;
  onSocket: (closed: Promise<void>) => void;
  onClosed: (line: HttpLine) => void;
};

type UnderWay = { key: string; delivery: Delivery };

/** One session's line over HTTP: each response is a request of its own, on connections that only this line uses. */
export class HttpLine implements UpstreamLine {
  readonly capabilities: Capabilities = { warmup: false, steer: false, lanes: false };
  readonly #connections: Connections;
  readonly #asks = new Map<Delivery, (failure: UpstreamFailure) => void>();
  #underWay: UnderWay | null = null;
  #closed = false;

  constructor(
    private readonly options: HttpLineOptions,
    private readonly listener: LineListener,
  ) {
    this.#connections = new Connections({
      url: options.url,
      idleMs: options.limits.idleMs,
      onSocket: options.onSocket,
      onStatus: (status) => {
        if (!this.#closed) listener.onStatus(status);
      },
    });
  }

  get status(): LineStatus {
    return this.#connections.status;
  }

  create(request: CreateRequest): void {
    if (this.#closed) return;
    if (this.#underWay !== null) throw new Error("create before the response under way has ended");
    const { key } = request;
    const { clock, profile } = this.options;
    const askedAt = clock.now();
    const body = (withSealed: boolean): string => createBody(request, { profile, withSealed });
    const delivery = new Delivery(this.#deliveryOptions(body), {
      onStep: (step, { bytes, at }) => {
        if (step.type === "done") this.#underWay = null;
        if (step.type !== "started") return this.listener.onEvent({ ...step, key });
        const timing = { sentAt: at, connectMs: Math.max(0, at - askedAt) };
        this.listener.onEvent({ ...step, key, bytes: { up: bytes, notResent: 0 }, ...timing });
      },
      onFailed: (why) => {
        this.#underWay = null;
        this.listener.onEvent({ type: "failed", key, failure: why });
      },
    });
    this.#underWay = { key, delivery };
  }

  /** Nothing: HTTP has no request that prepares without generating, and a connection would idle away unused. */
  warm(): void {}

  steer(): "unsupported" {
    return "unsupported";
  }

  ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    if (this.#closed || signal.aborted) return Promise.resolve({ ok: false, failure: gone("unsent") });
    return new Promise((resolve) => {
      const settle = (result: AskResult): void => {
        undo();
        signal.removeEventListener("abort", abort);
        this.#asks.delete(delivery);
        resolve(result);
      };
      const fail = (why: UpstreamFailure): void => settle({ ok: false, failure: why });
      const delivery = new Delivery(
        this.#deliveryOptions(() => askBody(request)),
        {
          onStep: (step) => {
            if (step.type === "done") settle({ ok: true, text: spoken(step.output), usage: step.usage });
          },
          onFailed: fail,
        },
      );
      const abort = (): void => this.#abort(delivery, fail);
      const { clock, limits } = this.options;
      const undo = clock.after(request.withinMs ?? limits.askMs, () => this.#late(delivery, fail));
      this.#asks.set(delivery, fail);
      signal.addEventListener("abort", abort);
    });
  }

  cancel(key: string): void {
    if (this.#underWay?.key !== key) return;
    this.#underWay.delivery.cancel();
    this.#underWay = null;
  }

  close(): void {
    this.#closed = true;
    this.#underWay?.delivery.cancel();
    this.#underWay = null;
    for (const [delivery, fail] of this.#asks) this.#abort(delivery, fail);
    this.#connections.close();
    this.options.onClosed(this);
  }

  #abort(delivery: Delivery, fail: (failure: UpstreamFailure) => void): void {
    const { sent } = delivery;
    delivery.cancel();
    fail(gone(sent ? "lost" : "unsent"));
  }

  #late(delivery: Delivery, fail: (failure: UpstreamFailure) => void): void {
    delivery.cancel();
    fail(failure("timeout", "The provider did not answer in time."));
  }

  #deliveryOptions(body: DeliveryOptions["body"]): DeliveryOptions {
    return { ...this.options, connections: this.#connections, body };
  }
}

const gone = (code: "unsent" | "lost"): UpstreamFailure =>
  failure(code, "The request was given up before the provider had answered.");

const spoken = (output: readonly Item[]): string =>
  output.flatMap((item) => (item.role === "assistant" ? [textOf(item.content)] : [])).join("");
