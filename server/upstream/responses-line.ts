import { Asks } from "./asks";
import type { ConnectionOptions } from "./connection";
import { LineSender } from "./line-sender";
import type { AskRequest, AskResult, Capabilities, CreateRequest, LineListener, LineStatus } from "./port";
import type { ResponseSettings, SteerRequest, UpstreamLine } from "./port";

export type LineOptions = ConnectionOptions & { onClosed: (line: ResponsesLine) => void };

/** One session's line over one socket at a time. */
export class ResponsesLine implements UpstreamLine {
  readonly #sender: LineSender;
  readonly #asks: Asks;
  #closed = false;

  constructor(
    private readonly options: LineOptions,
    listener: LineListener,
  ) {
    this.#sender = new LineSender(options, {
      onEvent: (event) => {
        if (!this.#closed) listener.onEvent(event);
      },
      onStatus: (status) => {
        if (!this.#closed) listener.onStatus(status);
      },
    });
    this.#asks = new Asks(options, this.#sender);
  }

  get status(): LineStatus {
    return this.#sender.wire.status;
  }

  get capabilities(): Capabilities {
    return this.#sender.capabilities;
  }

  create(request: CreateRequest): void {
    if (!this.#closed) this.#sender.create(request);
  }

  /**
   * A create that is made while the warm-up is under way waits for its end here, at most `warmupMs`, and not
   * behind it at the provider: what has left cannot be sent again unseen should the warm-up take the socket
   * along. It then continues the warm-up. A socket is warmed once for the same settings, and never again once
   * it has served a response.
   */
  warm(settings: ResponseSettings): void {
    if (!this.#closed) this.#sender.warm(settings);
  }

  steer(request: SteerRequest): "sent" | "unsupported" {
    return this.#closed ? "unsupported" : this.#sender.steer(request);
  }

  ask(request: AskRequest, signal: AbortSignal): Promise<AskResult> {
    return this.#asks.ask(request, signal);
  }

  cancel(key: string): void {
    this.#sender.cancel(key);
  }

  close(): void {
    this.#closed = true;
    this.#asks.close();
    this.#sender.close();
    this.options.onClosed(this);
  }
}
