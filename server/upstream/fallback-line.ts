import { assertNever } from "../../lib/util/assert-never";
import { isTooLarge } from "./failure";
import type { Transport } from "./fallback-transport";
import type { AskRequest, AskResult, Capabilities, CreateRequest, LineListener, LineStatus } from "./port";
import type { ResponseSettings, SteerRequest, Upstream, UpstreamEvent, UpstreamFailure } from "./port";
import type { CompactRequest, CompactResult, UpstreamLine } from "./port";

type Name = "websocket" | "http";

type LineOptions = { socket: Upstream; http: Upstream; transport: Transport };

/** A create whose response has not ended. */
type UnderWay = { request: CreateRequest; over: Name; begun: boolean };

/** One session's line, over the WebSocket until that turns out to lead nowhere, then over HTTP for good. */
export class FallbackLine implements UpstreamLine {
  readonly #lines: Record<Name, UpstreamLine>;
  readonly #transport: Transport;
  /** Null until the first use. */
  #chosen: Name | null = null;
  /** What carries the present request; it differs from the choice for one that is too large for a frame. */
  #current: Name | null = null;
  #underWay: UnderWay | null = null;
  #status: LineStatus = "cold";
  #closed = false;

  constructor(
    { socket, http, transport }: LineOptions,
    private readonly listener: LineListener,
  ) {
    this.#transport = transport;
    this.#lines = { websocket: this.#open(socket, "websocket"), http: this.#open(http, "http") };
  }

  get status(): LineStatus {
    return this.#status;
  }

  get capabilities(): Capabilities {
    return this.#lines[this.#current ?? this.#transport.report.transport].capabilities;
  }

  create(request: CreateRequest): void {
    if (this.#closed) return;
    if (this.#underWay !== null) throw new Error("create before the response under way has ended");
    this.#send(request, this.#choice());
  }

  warm(settings: ResponseSettings): void {
    if (this.#closed || this.#underWay !== null) return;
    const name = this.#choice();
    this.#turnTo(name);
    this.#lines[name].warm(settings);
  }

  steer(request: SteerRequest): "sent" | "unsupported" {
    return this.#current === null ? "unsupported" : this.#lines[this.#current].steer(request);
  }

  /** An `ask` that the WebSocket could not take goes over HTTP by itself; the line stays where it is. */
  async ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    const name = this.#choice();
    const result = await this.#lines[name].ask(request, signal);
    if (name === "http" || result.ok || !neverRan(result.failure)) return result;
    return this.#lines.http.ask(request, signal);
  }

  /** There is no such request over a WebSocket. */
  async compact(request: CompactRequest, signal: AbortSignal): Promise<CompactResult> {
    return (await this.#lines.http.compact?.(request, signal)) ?? { ok: false, failure: null };
  }

  cancel(key: string): void {
    if (this.#underWay?.request.key === key) this.#underWay = null;
    this.#lines.websocket.cancel(key);
    this.#lines.http.cancel(key);
  }

  close(): void {
    this.#closed = true;
    this.#underWay = null;
    this.#lines.websocket.close();
    this.#lines.http.close();
  }

  #choice(): Name {
    return (this.#chosen ??= this.#transport.choose());
  }

  #open(upstream: Upstream, name: Name): UpstreamLine {
    return upstream.open({
      onEvent: (event) => this.#heard(event, name),
      onStatus: () => this.#refresh(),
    });
  }

  #send(request: CreateRequest, over: Name): void {
    this.#turnTo(over);
    this.#lines[over].create(request);
    this.#underWay = { request, over, begun: false };
  }

  #turnTo(name: Name): void {
    this.#current = name;
    this.#refresh();
  }

  #refresh(): void {
    if (this.#current === null) return;
    const { status } = this.#lines[this.#current];
    if (status === this.#status) return;
    this.#status = status;
    this.listener.onStatus(status);
  }

  #heard(event: UpstreamEvent, over: Name): void {
    if (event.type === "started" && over === "websocket") this.#transport.served();
    const underWay = this.#underWay?.request.key === event.key ? this.#underWay : null;
    if (underWay === null) return this.listener.onEvent(event);
    if (event.type === "started") underWay.begun = true;
    if (event.type === "done" || event.type === "failed") this.#underWay = null;
    if (event.type === "failed" && over === "websocket" && !underWay.begun)
      this.#failed(underWay.request, event);
    else this.listener.onEvent(event);
  }

  /** Nothing was emitted for this key, so that the same create can go another way unseen. */
  #failed(request: CreateRequest, event: Extract<UpstreamEvent, { type: "failed" }>): void {
    const verdict = this.#transport.judge(event.failure);
    switch (verdict) {
      case "http":
        this.#leaveSocket();
        return this.#send(request, "http");
      case "http_once":
        return this.#send(request, "http");
      case "fail_then_http":
        this.#leaveSocket();
        return this.listener.onEvent(event);
      case "fail":
        return this.listener.onEvent(event);
      default:
        return assertNever(verdict);
    }
  }

  #leaveSocket(): void {
    this.#chosen = "http";
    this.#turnTo("http");
    this.#lines.websocket.close();
  }
}

/** Whether a request certainly did nothing where it was sent, and HTTP may take it. */
const neverRan = (why: UpstreamFailure): boolean => why.code === "no_websocket" || isTooLarge(why);
