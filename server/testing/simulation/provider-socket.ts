import type { Clock } from "../../../lib/util/clock";
import type { Socket, SocketEnding, SocketListener } from "../../upstream/dial";
import type { Dice } from "./dice";
import type { Life } from "./life";

const SLOWEST_MS = 8;

export type ProviderEnd = {
  /** A frame of the node has arrived. */
  onText: (text: string) => void;
  /** The node has gone, or has closed. */
  onEnd: () => void;
};

type Options = { clock: Clock; dice: Dice; life: Life; listener: SocketListener };

/** A socket from a node to the provider: ordered, with a few milliseconds each way. */
export class ProviderSocket {
  readonly node: Socket;
  end: ProviderEnd = { onText: () => undefined, onEnd: () => undefined };
  /** As the node sees it. */
  #state: "opening" | "open" | "closed" = "opening";
  #isCut = false;
  #lastAt = { node: 0, provider: 0 };
  #closed: () => void = () => undefined;

  constructor(private readonly options: Options) {
    const closed = new Promise<void>((resolve) => (this.#closed = resolve));
    const shut = (): void => this.#shut();
    this.node = {
      isOpen: () => this.#state === "open",
      send: (text, onSent) => this.#send(text, onSent),
      isSending: () => false,
      ping: () => this.#travel("provider", () => this.tell(null)),
      close: shut,
      terminate: shut,
      closed,
    };
    options.life.onDeath(shut);
  }

  get isOpen(): boolean {
    return this.#state === "open" && !this.#isCut;
  }

  get life(): Life {
    return this.options.life;
  }

  open(): void {
    this.#hear(() => {
      this.#state = "open";
      this.options.listener.onOpen();
    });
  }

  /** A frame for the node; null: a sign of life. */
  tell(text: string | null): void {
    if (this.#isCut) return;
    this.#hear(() => (text === null ? this.options.listener.onAlive() : this.options.listener.onText(text)));
  }

  /** The provider ends it, or the network does: frames on the way may still arrive. */
  drop(ending: SocketEnding): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#hear(() => {
      this.#state = "closed";
      this.#closed();
      this.options.listener.onEnd(ending);
    });
    this.end.onEnd();
  }

  #send(text: string, onSent?: () => void): boolean {
    if (this.#state !== "open") return false;
    this.#travel("provider", () => (this.#isCut ? undefined : this.end.onText(text)));
    if (onSent) queueMicrotask(onSent);
    return true;
  }

  #shut(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#closed();
    this.#travel("provider", () => {
      if (this.#isCut) return;
      this.#isCut = true;
      this.end.onEnd();
    });
  }

  #hear(run: () => void): void {
    const { life } = this.options;
    this.#travel("node", () => life.pass(() => (this.#state === "closed" ? undefined : run())));
  }

  #travel(to: "node" | "provider", run: () => void): void {
    const { clock, dice } = this.options;
    const at = Math.max(this.#lastAt[to], clock.now() + 1 + dice.below(SLOWEST_MS));
    this.#lastAt[to] = at;
    clock.after(at - clock.now(), run);
  }
}
