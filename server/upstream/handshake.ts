import { isKeyFault, type ApiKey } from "../../lib/responses/api-key";
import type { Clock } from "../../lib/util/clock";
import type { dial, Socket, SocketEnding, SocketListener } from "./dial";
import { endingFailure, isUnauthorized, repeatAfter } from "./ending";
import { missingKey, noSocketMode, redacted, unreadableKey, unusableKey } from "./failure";
import type { Knowledge } from "./knowledge";
import type { Limits } from "./limits";
import { LiveSocket } from "./live-socket";
import type { UpstreamFailure } from "./port";
import { isLoopback } from "./socket-url";

export type HandshakeOptions = {
  url: URL;
  /** Read anew for every handshake. */
  apiKey: () => ApiKey;
  limits: Limits;
  clock: Clock;
  /** In [0, 1). */
  random: () => number;
  knowledge: Knowledge;
  dial: typeof dial;
  /** Each socket, so that whoever closes the provider can wait for it. */
  onSocket: (socket: Socket) => void;
};

export type HandshakeListener = {
  onOpen: (socket: LiveSocket) => void;
  /** No repeat is under way. `failure` is as it may be shown. */
  onFailed: (failure: UpstreamFailure) => void;
};

/**
 * Dials until a socket is open or it is of no use to go on. Neither callback is called before it returns,
 * and none after `cancel`.
 */
export class Handshake {
  #undo: () => void = () => undefined;
  #cancelled = false;

  constructor(
    private readonly options: HandshakeOptions,
    private readonly listener: HandshakeListener,
  ) {
    this.#dial(0, false);
  }

  cancel(): void {
    this.#cancelled = true;
    this.#undo();
  }

  #dial(attempt: number, refreshed: boolean): void {
    const { url, limits, clock, knowledge } = this.options;
    const key = this.options.apiKey();
    if (!knowledge.mayDial) return this.#failSoon(noSocketMode());
    if (isKeyFault(key)) return this.#failSoon(unreadableKey(key));
    if (key === null && !isLoopback(url)) return this.#failSoon(missingKey());
    const startedAt = clock.now();
    const { authStyle } = knowledge.profile;
    let live: LiveSocket | null = null;
    const note = (status: number | null): void =>
      knowledge.noteHandshake({ ms: clock.now() - startedAt, status });
    const socket = this.#tryDial(
      { url, key, authStyle, connectMs: limits.connectMs, clock },
      {
        onOpen: () => {
          note(101);
          live = this.#opened(socket, key);
        },
        onText: (text) => live?.text(text),
        onAlive: () => live?.heard(),
        onEnd: (ending) => {
          const ended = endingFailure(ending);
          if (live !== null) return live.end(ended);
          note(ending.type === "refused" ? ending.status : null);
          this.#refused(ending, { attempt, refreshed, shown: redacted(ended, key) });
        },
      },
    );
    if (socket === null) return this.#failSoon(unusableKey());
    this.options.onSocket(socket);
    this.#undo = () => socket.close();
  }

  #opened(socket: Socket | null, key: string | null): LiveSocket | null {
    if (socket === null || this.#cancelled) return null;
    const { clock, limits } = this.options;
    const live = new LiveSocket({ socket, key, clock, heartbeatMs: limits.heartbeatMs });
    this.#undo = () => undefined;
    this.listener.onOpen(live);
    return live;
  }

  #refused(
    ending: SocketEnding,
    { attempt, refreshed, shown }: { attempt: number; refreshed: boolean; shown: UpstreamFailure },
  ): void {
    const { limits, random, knowledge, clock } = this.options;
    const ms = repeatAfter(ending, { attempt, refreshed, limits, random: random() });
    knowledge.noteFailure(shown);
    if (ms === null) return this.listener.onFailed(shown);
    const again = isUnauthorized(ending) ? ([attempt, true] as const) : ([attempt + 1, refreshed] as const);
    this.#undo = clock.after(ms, () => this.#dial(...again));
  }

  #failSoon(why: UpstreamFailure): void {
    this.options.knowledge.noteFailure(why);
    this.#undo = this.options.clock.after(0, () => this.listener.onFailed(why));
  }

  /** Null when no header can carry the key. */
  #tryDial(options: Parameters<typeof dial>[0], listener: SocketListener): Socket | null {
    try {
      return this.options.dial(options, listener);
    } catch {
      return null;
    }
  }
}
