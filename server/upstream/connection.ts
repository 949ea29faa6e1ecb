import type { Clock } from "../../lib/util/clock";
import { dial, type Socket, type SocketEnding } from "./dial";
import { endingFailure, repeatAfter } from "./ending";
import { failure, missingKey, redacted, unusableKey } from "./failure";
import { startHeartbeat, type Heartbeat } from "./heartbeat";
import type { Limits } from "./limits";
import type { LineStatus, UpstreamFailure } from "./port";
import { isLoopback } from "./socket-url";

export type ConnectionOptions = {
  url: URL;
  /** Read anew for every handshake. */
  apiKey: () => string | null;
  limits: Limits;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
};

export type ConnectionListener = {
  onOpen: () => void;
  onText: (text: string) => void;
  /** The connection ended or could not be made, and no repeat is under way. Never called inside `ensure`. */
  onDown: (failure: UpstreamFailure) => void;
  onStatus: (status: LineStatus) => void;
  /** Each socket, so that whoever closes the provider can wait for it. */
  onSocket: (socket: Socket) => void;
};

type Link =
  | { state: "cold" }
  | { state: "waiting"; undo: () => void }
  | { state: "dialling"; socket: Socket }
  | { state: "open"; socket: Socket; openedAt: number; heartbeat: Heartbeat };

/** A socket that is opened when needed, kept alive while there, and forgotten when it ends. */
export class Connection {
  #link: Link = { state: "cold" };
  #key: string | null = null;
  #hasBeenOpen = false;

  constructor(
    private readonly options: ConnectionOptions,
    private readonly listener: ConnectionListener,
  ) {}

  get status(): LineStatus {
    if (this.#link.state === "cold") return "cold";
    if (this.#link.state === "open") return "warm";
    return this.#hasBeenOpen ? "reconnecting" : "connecting";
  }

  /** When the live socket was opened; null when there is none. */
  get openedAt(): number | null {
    return this.#link.state === "open" ? this.#link.openedAt : null;
  }

  /** Starts connecting unless that is under way or done. */
  ensure(): void {
    if (this.#link.state === "cold") this.#dial(0);
  }

  /** False when no byte has left and the socket is of no use any more. */
  send(text: string): boolean {
    return this.#link.state === "open" && this.#link.socket.send(text);
  }

  /** Gives the socket up. No callback but the status follows. */
  drop(how: "close" | "terminate" = "close"): void {
    const link = this.#link;
    if (link.state === "cold") return;
    if (link.state === "waiting") link.undo();
    else link.socket[how]();
    if (link.state === "open") link.heartbeat.stop();
    this.#become({ state: "cold" });
  }

  /** The failure as it may be shown: without the key of this connection. */
  safe(original: UpstreamFailure): UpstreamFailure {
    return redacted(original, this.#key);
  }

  #become(link: Link): void {
    const before = this.status;
    this.#link = link;
    if (this.status !== before) this.listener.onStatus(this.status);
  }

  #wait(ms: number, next: () => void): void {
    this.#become({ state: "waiting", undo: this.options.clock.after(ms, next) });
  }

  #dial(attempt: number): void {
    const { url, limits, clock, apiKey } = this.options;
    this.#key = apiKey();
    if (this.#key === null && !isLoopback(url)) return this.#wait(0, () => this.#down(missingKey()));
    const socket = this.#socket({ url, key: this.#key, connectMs: limits.connectMs, clock }, attempt);
    if (socket === null) return this.#wait(0, () => this.#down(unusableKey()));
    this.listener.onSocket(socket);
    this.#become({ state: "dialling", socket });
  }

  /** A key that no header can carry makes the constructor throw; all else arrives as an ending. */
  #socket(options: Parameters<typeof dial>[0], attempt: number): Socket | null {
    try {
      return dial(options, {
        onOpen: () => this.#opened(),
        onText: (text) => this.listener.onText(text),
        onAlive: () => this.#link.state === "open" && this.#link.heartbeat.heard(),
        onEnd: (ending) => this.#ended(ending, attempt),
      });
    } catch {
      return null;
    }
  }

  #opened(): void {
    if (this.#link.state !== "dialling") return;
    const { socket } = this.#link;
    const { clock, limits } = this.options;
    const heartbeat = startHeartbeat({
      clock,
      intervalMs: limits.heartbeatMs,
      ping: socket.ping,
      onSilent: () => {
        socket.terminate();
        this.#down(failure("lost", "The connection to the provider went silent."));
      },
    });
    this.#hasBeenOpen = true;
    this.#become({ state: "open", socket, openedAt: clock.now(), heartbeat });
    this.listener.onOpen();
  }

  #ended(ending: SocketEnding, attempt: number): void {
    const ended = endingFailure(ending);
    if (this.#link.state === "open") return this.#down(ended);
    const ms = repeatAfter(ending, { attempt, limits: this.options.limits, random: this.options.random() });
    if (ms === null) this.#down(ended);
    else this.#wait(ms, () => this.#dial(attempt + 1));
  }

  #down(ended: UpstreamFailure): void {
    if (this.#link.state === "open") this.#link.heartbeat.stop();
    this.#become({ state: "cold" });
    this.listener.onDown(this.safe(ended));
  }
}
