import type { ClientRequest, IncomingMessage } from "node:http";
import type { ResponsesError } from "../../../lib/responses/error";
import type { Clock } from "../../../lib/util/clock";
import type { Connections } from "./connections";
import { consume, type AnswerEnding, type AnswerListener } from "./consume";
import type { HttpLimits } from "./limits";
import { readRefusal } from "./refusal";

export type RoundTripEnding =
  | AnswerEnding
  /** An answer that is no success. */
  | { type: "refused"; status: number; error: ResponsesError }
  /** No connection came about: nothing has left this process. */
  | { type: "unreachable"; message: string; timedOut: boolean };

export type RoundTripListener = {
  /** The body is on its way. */
  onConnected: () => void;
  /** The last byte of the body has left. */
  onSent: () => void;
  onEvent: AnswerListener["onEvent"];
  /** Once, and never after `release` or `abort`. */
  onEnd: (ending: RoundTripEnding) => void;
};

export type RoundTripOptions = {
  connections: Connections;
  clock: Clock;
  limits: HttpLimits;
  /** What carries the key, and what differs from the usual. */
  headers: Readonly<Record<string, string>>;
  body: string;
};

/** One POST and its answer. Throws when the key holds characters that no header can carry. */
export class RoundTrip {
  readonly #request: ClientRequest;
  readonly #undoConnect: () => void;
  #state: "connecting" | "sent" | "over" = "connecting";
  #response: IncomingMessage | null = null;
  #stopReading: () => void = () => undefined;

  constructor(
    private readonly options: RoundTripOptions,
    private readonly listener: RoundTripListener,
  ) {
    const { connections, body, headers, clock, limits } = options;
    this.#request = connections.post({ ...headersOf(body), ...headers }, () => this.#connected());
    this.#undoConnect = clock.after(limits.connectMs, () => this.#tooSlow());
    this.#request.on("error", (error: NodeJS.ErrnoException) =>
      this.#broke(error.message || (error.code ?? "unknown error")),
    );
    this.#request.on("close", () => this.#broke("it was closed"));
    this.#request.on("finish", () => {
      if (this.#state === "sent") this.listener.onSent();
    });
    this.#request.on("response", (response) => this.#answered(response));
    this.#request.end(body);
  }

  /** Ends the request at once. No callback follows. */
  abort(): void {
    this.#leave();
    this.#request.destroy();
  }

  /** Reads no further. The connection is kept for the next request if the answer ends soon. No callback follows. */
  release(): void {
    this.#leave();
    const response = this.#response;
    if (response === null || response.complete) return;
    const { clock, limits } = this.options;
    const undo = clock.after(limits.lastWordMs, () => this.#request.destroy());
    response.once("close", undo);
    response.resume();
  }

  #leave(): void {
    this.#undoConnect();
    this.#stopReading();
    this.#state = "over";
  }

  #end(ending: RoundTripEnding): void {
    if (this.#state === "over") return;
    this.#leave();
    if (ending.type === "unreadable") this.#request.destroy();
    this.listener.onEnd(ending);
  }

  #connected(): void {
    if (this.#state !== "connecting") return;
    this.#undoConnect();
    this.#state = "sent";
    this.listener.onConnected();
  }

  #tooSlow(): void {
    const message = `no connection within ${this.options.limits.connectMs} ms`;
    this.#request.destroy();
    this.#end({ type: "unreachable", message, timedOut: true });
  }

  /** Once an answer has begun, its own end tells how it ended. */
  #broke(message: string): void {
    if (this.#response !== null) return;
    if (this.#state === "connecting") this.#end({ type: "unreachable", message, timedOut: false });
    else this.#end({ type: "broken", message });
  }

  #answered(response: IncomingMessage): void {
    this.#response = response;
    if (this.#state === "over") return;
    const status = response.statusCode ?? 0;
    if (status < 200 || status > 299) return void this.#refused(response, status);
    this.#stopReading = consume(response, this.options.limits, {
      onEvent: this.listener.onEvent,
      onEnd: (ending) => this.#end(ending),
    });
  }

  async #refused(response: IncomingMessage, status: number): Promise<void> {
    const { clock, limits } = this.options;
    const error = await readRefusal(response, clock, limits.lastWordMs);
    if (!response.complete) this.#request.destroy();
    this.#end({ type: "refused", status, error });
  }
}

const headersOf = (body: string): Record<string, string | number> => ({
  "content-type": "application/json",
  "content-length": Buffer.byteLength(body),
  accept: "text/event-stream",
  // A proxy that compresses would hold events back until it has a block.
  "accept-encoding": "identity",
});
