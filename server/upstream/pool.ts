import { backoff } from "../../lib/util/backoff";
import { Handshake, type HandshakeOptions } from "./handshake";
import type { LiveSocket } from "./live-socket";
import { providerFailure } from "./failure";
import type { UpstreamFailure } from "./port";
import { readFrame } from "./read-event";

type Waiting = { socket: LiveSocket; stopExpiry: () => void };

const longestWaitMs = 4 * 60_000;
const backoffMs = { baseMs: 1000, maxMs: 60_000 };
const refusedMs = 5 * 60_000;
const passing: ReadonlySet<UpstreamFailure["code"]> = new Set(["unsent", "lost", "server_error"]);

/**
 * Open sockets that have carried nothing yet, so that a new line need not wait for a handshake. A socket that
 * is taken serves the line that took it and nobody after it. The pool is kept full from the first use of the
 * provider until nobody has used it for as long as a socket may idle.
 */
export class SocketPool {
  readonly #waiting: Waiting[] = [];
  #handshake: Handshake | null = null;
  #stopPause: (() => void) | null = null;
  #failures = 0;
  #usedAt: number | null = null;
  #closed = false;

  constructor(
    private readonly options: HandshakeOptions,
    private readonly size: number,
  ) {}

  get count(): number {
    return this.#waiting.length;
  }

  /** An open socket made with the present credential; null when there is none. */
  take(): LiveSocket | null {
    if (this.#waiting.length === 0) return null;
    const key = this.options.apiKey();
    for (;;) {
      const first = this.#waiting[0];
      if (first === undefined) return null;
      this.#remove(first.socket);
      if (!first.socket.isOpen || first.socket.key !== key) first.socket.drop("close");
      else {
        this.#failures = 0;
        return first.socket;
      }
    }
  }

  /** Tells that the provider is in use. */
  use(): void {
    this.#usedAt = this.options.clock.now();
    this.#fill();
  }

  close(): void {
    this.#closed = true;
    this.#handshake?.cancel();
    this.#stopPause?.();
    for (const { socket } of [...this.#waiting]) this.#discard(socket);
  }

  #fill(): void {
    const full = this.#waiting.length >= this.size;
    if (this.#closed || full || this.#handshake !== null || this.#stopPause !== null || !this.#inUse())
      return;
    this.#handshake = new Handshake(this.options, {
      onOpen: (socket) => this.#add(socket),
      onFailed: (why) => {
        this.#handshake = null;
        this.#pause(why);
      },
    });
  }

  #inUse(): boolean {
    const { clock, knowledge } = this.options;
    return this.#usedAt !== null && clock.now() - this.#usedAt < knowledge.profile.idleMs;
  }

  #add(socket: LiveSocket): void {
    this.#handshake = null;
    const { maxAgeMs, idleMs } = this.options.knowledge.profile;
    const expire = (): void => {
      this.#failures = 0;
      this.#discard(socket);
      this.#fill();
    };
    const ms = Math.min(longestWaitMs, maxAgeMs / 2, idleMs);
    this.#waiting.push({ socket, stopExpiry: this.options.clock.after(ms, expire) });
    const onText = (text: string): void => {
      const { event } = readFrame(text);
      if (event?.type !== "error") return;
      this.#discard(socket);
      this.#pause(providerFailure(event.error));
    };
    const onEnd = (why: UpstreamFailure): void => {
      this.#remove(socket);
      this.#pause(why);
    };
    socket.listen({ onText, onEnd });
    this.#fill();
  }

  #pause(why: UpstreamFailure): void {
    if (this.#closed || this.#stopPause !== null) return;
    const { clock, random } = this.options;
    const ms = passing.has(why.code) ? backoff(this.#failures++, random(), backoffMs) : refusedMs;
    this.#stopPause = clock.after(ms, () => {
      this.#stopPause = null;
      this.#fill();
    });
  }

  #remove(socket: LiveSocket): void {
    const index = this.#waiting.findIndex((waiting) => waiting.socket === socket);
    if (index === -1) return;
    this.#waiting[index]?.stopExpiry();
    this.#waiting.splice(index, 1);
  }

  #discard(socket: LiveSocket): void {
    this.#remove(socket);
    socket.drop("close");
  }
}
