import type { WebSocket as ServerSocket } from "ws";
import type { Clock } from "../../../lib/util/clock";
import type { Dice } from "./dice";
import type { Life } from "./life";

const LOST = 1006;
const SLOWEST_MS = 12;

type Side = "page" | "server";
type Ends = Record<Side, Life>;
type Told = { text: string } | { closed: number };

export type LinkOptions = {
  clock: Clock;
  dice: Dice;
  ends: Ends;
  /** What leaves for the page, as it is sent; null: it is not. */
  onServerSends: (text: string) => string | null;
  /** What reaches the page. */
  onPageHears: (text: string) => void;
};

/**
 * One socket between a page and a server, without a network: both directions keep their order, take a few
 * milliseconds, and can be held or cut.
 */
export class Link {
  readonly page: PageEnd;
  readonly server: ServerEnd;
  onPageSends: (text: string) => void = () => undefined;
  #isCut = false;
  #isHeld = false;
  #held: (() => void)[] = [];
  #lastAt: Record<Side, number> = { page: 0, server: 0 };

  constructor(private readonly options: LinkOptions) {
    this.page = new PageEnd(this);
    this.server = new ServerEnd(this);
  }

  get isOpen(): boolean {
    return !this.#isCut;
  }

  /** Frames wait on the way until `release`. */
  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    for (const run of this.#held.splice(0)) run();
  }

  /** Breaks: what was on the way is lost. */
  cut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#held = [];
    const { ends } = this.options;
    this.#arrive(() => ends.page.pass(() => this.page.end(LOST)));
    this.#arrive(() => ends.server.pass(() => this.server.end(LOST)));
  }

  /** As if `from` had sent it. */
  send(from: Side, told: Told): void {
    if (this.#isCut) return;
    if (from === "page" && "text" in told) this.onPageSends(told.text);
    if (from === "page" || !("text" in told)) return this.#carry(from, told);
    const text = this.options.onServerSends(told.text);
    if (text !== null) this.#carry(from, { text });
  }

  #carry(from: Side, told: Told): void {
    const to: Side = from === "page" ? "server" : "page";
    this.travel(to, () => this.#take(to, told));
  }

  #take(to: Side, told: Told): void {
    if (this.#isCut) return;
    this.options.ends[to].pass(() => {
      if (this.#isCut) return;
      if ("text" in told) return this.#hear(to, told.text);
      this.#isCut = true;
      this.page.end(told.closed);
      this.server.end(told.closed);
    });
  }

  #hear(to: Side, text: string): void {
    if (to === "page") {
      this.page.hear(text);
      return this.options.onPageHears(text);
    }
    this.server.hear(text);
  }

  /** Brings something to one end, in the order of what goes there. */
  travel(to: Side, run: () => void): void {
    if (this.#isHeld) return void this.#held.push(() => this.travel(to, run));
    const { clock, dice } = this.options;
    const at = Math.max(this.#lastAt[to], clock.now() + 1 + dice.below(SLOWEST_MS));
    this.#lastAt[to] = at;
    clock.after(at - clock.now(), run);
  }

  #arrive(run: () => void): void {
    this.options.clock.after(1 + this.options.dice.below(SLOWEST_MS), run);
  }
}

/** The browser's `WebSocket`, as far as a page uses it. */
class PageEnd {
  readonly OPEN = 1;
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(private readonly link: Link) {}

  get socket(): WebSocket {
    return this as unknown as WebSocket;
  }

  open(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.onopen?.();
  }

  send(text: string): void {
    if (this.readyState === this.OPEN) this.link.send("page", { text });
  }

  close(): void {
    if (this.readyState > this.OPEN) return;
    this.readyState = 2;
    this.link.send("page", { closed: 1005 });
  }

  hear(text: string): void {
    if (this.readyState === this.OPEN) this.onmessage?.({ data: text });
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

type Listener = (...told: never[]) => void;

/** The socket of `ws`, as far as the gateway uses it. */
class ServerEnd {
  readonly OPEN = 1;
  readonly bufferedAmount = 0;
  readyState = 1;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(private readonly link: Link) {}

  get socket(): ServerSocket {
    return this as unknown as ServerSocket;
  }

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return this;
  }

  once(event: string, listener: Listener): this {
    return this.on(event, listener);
  }

  /** A browser answers by itself, whatever its page does. */
  ping(): void {
    this.link.travel("page", () => this.link.travel("server", () => this.#tell("pong")));
  }

  send(text: string, onWritten: () => void): void {
    this.link.send("server", { text });
    queueMicrotask(onWritten);
  }

  close(code = 1000): void {
    if (this.readyState !== this.OPEN) return;
    this.readyState = 2;
    this.link.send("server", { closed: code });
  }

  terminate(): void {
    this.link.cut();
  }

  /** Whoever reads too little is held back by the size of its commands, which are small here. */
  pause(): void {}
  resume(): void {}

  hear(text: string): void {
    if (this.readyState === this.OPEN) this.#tell("message", text, false);
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.#tell("close", code, "");
  }

  #tell(event: string, ...told: unknown[]): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(...(told as never[]));
  }
}
