import type { Clock } from "../../lib/util/clock";
import type { Socket } from "./dial";
import { failure, redacted } from "./failure";
import { startHeartbeat, type Heartbeat } from "./heartbeat";
import type { UpstreamFailure } from "./port";

export type LiveListener = {
  onText: (text: string) => void;
  /** Once, and never after `close` or `terminate`. */
  onEnd: (failure: UpstreamFailure) => void;
};

type LiveOptions = { socket: Socket; key: string | null; clock: Clock; heartbeatMs: number };

/** An open socket with its heartbeat, which may wait for the one that will use it. */
export class LiveSocket {
  readonly openedAt: number;
  readonly #heartbeat: Heartbeat;
  #listener: LiveListener | null = null;

  constructor(private readonly options: LiveOptions) {
    const { clock, socket, heartbeatMs } = options;
    this.openedAt = clock.now();
    this.#heartbeat = startHeartbeat({
      clock,
      intervalMs: heartbeatMs,
      ping: socket.ping,
      isSending: socket.isSending,
      onSilent: () => {
        socket.terminate();
        this.end(failure("lost", "The connection to the provider went silent."));
      },
    });
  }

  /** The credential of its handshake. */
  get key(): string | null {
    return this.options.key;
  }

  get isOpen(): boolean {
    return this.options.socket.isOpen();
  }

  /** Hands the socket over; who listened before hears nothing more. */
  listen(listener: LiveListener): void {
    this.#listener = listener;
  }

  send(text: string, onSent?: () => void): boolean {
    return this.options.socket.send(text, onSent);
  }

  drop(how: "close" | "terminate"): void {
    this.#heartbeat.stop();
    this.#listener = null;
    this.options.socket[how]();
  }

  heard(): void {
    this.#heartbeat.heard();
  }

  text(text: string): void {
    this.#listener?.onText(text);
  }

  end(why: UpstreamFailure): void {
    this.#heartbeat.stop();
    const listener = this.#listener;
    this.#listener = null;
    listener?.onEnd(redacted(why, this.key));
  }
}
