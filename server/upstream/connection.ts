import { redacted } from "./failure";
import { Handshake, type HandshakeOptions } from "./handshake";
import type { LiveSocket } from "./live-socket";
import type { SocketPool } from "./pool";
import type { LineStatus, UpstreamFailure } from "./port";

export type ConnectionOptions = HandshakeOptions & {
  /** Sockets opened ahead. */
  pool: SocketPool;
};

export type ConnectionListener = {
  /** Not called when `ensure` returned true. */
  onOpen: () => void;
  onText: (text: string) => void;
  /** The connection ended or could not be made, and no repeat is under way. Never called inside `ensure`. */
  onDown: (failure: UpstreamFailure) => void;
  onStatus: (status: LineStatus) => void;
};

type Link =
  | { state: "cold" }
  | { state: "opening"; handshake: Handshake }
  | { state: "open"; socket: LiveSocket; waited: boolean };

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
    return this.#link.state === "open" ? this.#link.socket.openedAt : null;
  }

  /** Whether a request can be sent: a socket that has begun to close is there, but of no use. */
  get isOpen(): boolean {
    return this.#link.state === "open" && this.#link.socket.isOpen;
  }

  /** Whether the live socket was open before it was needed: it may be dead without knowing. */
  get waited(): boolean {
    return this.#link.state === "open" && this.#link.waited;
  }

  /** Whether the socket is open now; starts connecting unless that is under way. */
  ensure(): boolean {
    if (this.#link.state === "cold") this.#open();
    return this.#link.state === "open";
  }

  /** False when no byte has left and the socket is of no use any more. `onSent`: the last byte has left. */
  send(text: string, onSent?: () => void): boolean {
    return this.#link.state === "open" && this.#link.socket.send(text, onSent);
  }

  /** Gives the socket up. No callback but the status follows. */
  drop(how: "close" | "terminate" = "close"): void {
    if (this.#link.state === "opening") this.#link.handshake.cancel();
    if (this.#link.state === "open") this.#link.socket.drop(how);
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

  #open(): void {
    const pooled = this.options.pool.take();
    if (pooled !== null) return this.#adopt(pooled, true);
    const handshake = new Handshake(this.options, {
      onOpen: (socket) => {
        this.#adopt(socket, false);
        this.listener.onOpen();
      },
      onFailed: (why) => this.#down(why),
    });
    this.#become({ state: "opening", handshake });
  }

  #adopt(socket: LiveSocket, waited: boolean): void {
    this.#key = socket.key;
    this.#hasBeenOpen = true;
    socket.listen({ onText: this.listener.onText, onEnd: (why) => this.#down(why) });
    this.#become({ state: "open", socket, waited });
    this.options.pool.use();
  }

  #down(why: UpstreamFailure): void {
    this.#become({ state: "cold" });
    this.listener.onDown(why);
  }
}
