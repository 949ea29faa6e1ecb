import type { ClientFrame, ServerFrame } from "../protocol/frame";
import { CLOSE } from "../protocol/close";
import { PROTOCOL_VERSION } from "../protocol/version";
import type { Clock } from "../util/clock";
import { parseJson } from "../util/json";
import { Heartbeat } from "./heartbeat";
import type { Failure } from "./retry";
import { Retry } from "./retry";
import type { Link } from "./state";

export type ConnectionOptions = {
  /** Gets the cookie in place before the first upgrade, and tells whether the server is locked. */
  identify: () => Promise<"ready" | "locked" | "unreachable">;
  openSocket: () => WebSocket;
  clock: Clock;
  random: () => number;
  onLink: (link: Link) => void;
  /** The server has greeted: subscribe, then resend what is outstanding. */
  onOpen: () => void;
  onFrame: (frame: ServerFrame) => void;
};

export type Connection = {
  start(): void;
  /** False when there is no open socket: the frame is not queued. */
  send(frame: ClientFrame): boolean;
  reconnectNow(): void;
  close(): void;
};

type Phase =
  | { name: "idle" }
  | { name: "identifying" }
  | { name: "waiting"; cancel: () => void }
  | { name: "opening"; socket: WebSocket }
  | { name: "open"; socket: WebSocket }
  | { name: "closed" };

const SILENT_MS = 45_000;
/** What a browser reports where the other end has not said why. */
const NO_CLOSE = 1006;

/** One socket to the server, kept alive: application-level heartbeat, full-jitter reconnect. */
export function createConnection(options: ConnectionOptions): Connection {
  const line = new Line(options);
  return {
    start: () => line.start(),
    send: (frame) => line.send(frame),
    reconnectNow: () => line.reconnectNow(),
    close: () => line.close(),
  };
}

class Line {
  readonly #options: ConnectionOptions;
  readonly #heartbeat: Heartbeat;
  readonly #retry: Retry;
  #phase: Phase = { name: "idle" };
  #heardAt = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#retry = new Retry(options);
    this.#heartbeat = new Heartbeat({
      clock: options.clock,
      ask: () => this.#ping(),
      onSilent: () => this.#dropSilent(),
    });
  }

  start(): void {
    if (this.#phase.name === "idle") void this.#connect();
  }

  send(frame: ClientFrame): boolean {
    if (this.#phase.name !== "open") return false;
    const { socket } = this.#phase;
    if (socket.readyState !== socket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  reconnectNow(): void {
    if (this.#phase.name === "open" && !this.#isSilent()) return this.#ping();
    if (this.#phase.name === "open") this.#dropSilent();
    const phase = this.#phase;
    if (phase.name === "waiting") phase.cancel();
    if (phase.name === "waiting" || phase.name === "idle") void this.#connect();
  }

  close(): void {
    if (this.#phase.name === "waiting") this.#phase.cancel();
    this.#heartbeat.stop();
    const socket = this.#socket();
    this.#phase = { name: "closed" };
    socket?.close();
  }

  async #connect(): Promise<void> {
    const { identify, onLink, openSocket } = this.#options;
    this.#phase = { name: "identifying" };
    if (this.#retry.isFirst()) onLink({ status: "connecting" });
    const answer = await identify();
    if (this.#phase.name !== "identifying") return;
    if (answer === "locked") return this.#lock();
    if (answer === "unreachable") return this.#waitAndRetry("unreachable");
    this.#listen(openSocket());
  }

  #lock(): void {
    this.#phase = { name: "idle" };
    this.#options.onLink({ status: "locked" });
  }

  #listen(socket: WebSocket): void {
    this.#phase = { name: "opening", socket };
    this.#heartbeat.expect();
    const isCurrent = (): boolean => this.#socket() === socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    socket.onmessage = ({ data }) => (isCurrent() ? this.#receive(String(data)) : undefined);
    socket.onclose = ({ code }) => (isCurrent() ? this.#lost(code) : undefined);
  }

  #receive(text: string): void {
    const frame = parseJson(text) as ServerFrame | undefined;
    if (!frame) return;
    this.#heardAt = this.#options.clock.now();
    if (this.#phase.name === "open") this.#heartbeat.beat();
    if (frame.type === "welcome") this.#greeted();
    if (frame.type === "pong") this.#answered(frame.sentAt);
    this.#options.onFrame(frame);
    if (frame.type === "welcome") this.#options.onOpen();
  }

  #greeted(): void {
    if (this.#phase.name !== "opening") return;
    this.#phase = { name: "open", socket: this.#phase.socket };
    this.#retry.connected();
    this.#options.onLink({ status: "connected", roundTripMs: null });
    this.#ping();
  }

  #answered(sentAt: number): void {
    const { clock, onLink } = this.#options;
    onLink({ status: "connected", roundTripMs: Math.max(0, clock.now() - sentAt) });
  }

  #ping(): void {
    this.send({ type: "ping", sentAt: this.#options.clock.now() });
    this.#heartbeat.expect();
  }

  /** The page slept: a socket that has been quiet for so long is not asked, it is taken for dead. */
  #isSilent(): boolean {
    return this.#options.clock.now() - this.#heardAt > SILENT_MS;
  }

  #dropSilent(): void {
    const socket = this.#socket();
    this.#lost(NO_CLOSE);
    socket?.close();
  }

  #lost(code: number): void {
    this.#heartbeat.stop();
    if (code === CLOSE.oldClient) {
      this.#phase = { name: "closed" };
      return this.#options.onLink({ status: "outdated" });
    }
    this.#waitAndRetry(this.#phase.name === "opening" && code === NO_CLOSE ? "no_socket" : "lost");
  }

  #waitAndRetry(failure: Failure): void {
    const { clock, onLink } = this.#options;
    const { delay, link } = this.#retry.next(failure);
    this.#phase = { name: "waiting", cancel: clock.after(delay, () => void this.#connect()) };
    onLink(link);
  }

  #socket(): WebSocket | null {
    return this.#phase.name === "opening" || this.#phase.name === "open" ? this.#phase.socket : null;
  }
}
