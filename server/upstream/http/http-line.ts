import { itemType, textOf, type Item } from "../../../lib/responses/item";
import type { ProviderProfile } from "../capabilities";
import { failure } from "../failure";
import type { AskRequest, AskResult, Capabilities, CreateRequest, LineListener, LineStatus } from "../port";
import type { CompactRequest, CompactResult, UpstreamFailure, UpstreamLine } from "../port";
import { Apart } from "./apart";
import { Connections } from "./connections";
import { Delivery, type DeliveryOptions } from "./delivery";
import { compactUrl } from "./http-url";
import { askBody, compactBody, createBody } from "./request-body";

export type HttpLineOptions = Omit<DeliveryOptions, "connections" | "body"> & {
  profile: Pick<ProviderProfile, "include" | "hostedTools">;
  /** Whether it has `POST /responses/compact`; what one line learns, all know. */
  compaction: { endpoint: boolean };
  onSocket: (closed: Promise<void>) => void;
  onClosed: (line: HttpLine) => void;
};

type UnderWay = { key: string; delivery: Delivery };

/** One session's line over HTTP: each response is a request of its own, on connections that only this line uses. */
export class HttpLine implements UpstreamLine {
  readonly capabilities: Capabilities = { warmup: false, steer: false, lanes: false };
  readonly #connections: Connections;
  readonly #compactions: Connections;
  readonly #apart: Apart;
  #underWay: UnderWay | null = null;
  #closed = false;

  constructor(
    private readonly options: HttpLineOptions,
    private readonly listener: LineListener,
  ) {
    const { url, onSocket } = options;
    const { idleMs } = options.limits;
    this.#apart = new Apart(options.clock);
    this.#compactions = new Connections({
      ...{ url: compactUrl(url), idleMs, onSocket },
      onStatus: () => undefined,
    });
    this.#connections = new Connections({
      ...{ url, idleMs, onSocket },
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

  async ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    const ms = request.withinMs ?? this.options.limits.askMs;
    const answer = await this.#apart.post(
      this.#deliveryOptions(() => askBody(request)),
      { ms, signal },
    );
    return answer.ok ? { ok: true, text: spoken(answer.output), usage: answer.usage } : answer;
  }

  async compact(request: CompactRequest, signal: AbortSignal): Promise<CompactResult> {
    const { limits, compaction } = this.options;
    if (!compaction.endpoint) return { ok: false, failure: null };
    const ms = request.withinMs;
    const options = {
      ...{ ...this.options, limits: { ...limits, firstEventMs: ms }, connections: this.#compactions },
      ...{ body: (withSealed: boolean) => compactBody(request, withSealed), accept: "application/json" },
    };
    const answer = await this.#apart.post(options, { ms, signal });
    if (!answer.ok && isMissing(answer.failure)) compaction.endpoint = false;
    return answer.ok && !answer.output.some(isCompaction)
      ? { ok: false, failure: failure("server_error", "The provider gave no compacted context.") }
      : answer;
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
    this.#apart.close();
    this.#connections.close();
    this.#compactions.close();
    this.options.onClosed(this);
  }

  #deliveryOptions(body: DeliveryOptions["body"]): DeliveryOptions {
    return { ...this.options, connections: this.#connections, body };
  }
}

const spoken = (output: readonly Item[]): string =>
  output.flatMap((item) => (item.role === "assistant" ? [textOf(item.content)] : [])).join("");

const isCompaction = (item: Item): boolean => itemType(item) === "compaction";

const isMissing = ({ status }: UpstreamFailure): boolean => [404, 405, 501].includes(status ?? 0);
