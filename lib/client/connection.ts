import type { ClientFrame, ServerFrame } from "../protocol/frame";
import { CLOSE } from "../protocol/error";
import { PROTOCOL_VERSION } from "../protocol/version";
import { backoff } from "../util/backoff";
import type { Clock } from "../util/clock";
import { parseJson } from "../util/json";
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

const PING_MS = 20_000;
const PONG_MS = 10_000;

type Phase =
  | { name: "idle" }
  | { name: "identifying" }
  | { name: "waiting"; cancel: () => void }
  | { name: "open"; socket: WebSocket; greeted: boolean; cancelHeartbeat: () => void }
  | { name: "closed" };

/** One socket to the server, kept alive: application-level heartbeat, full-jitter reconnect. */
export function createConnection(options: ConnectionOptions): Connection {
  const { clock, onLink } = options;
  let phase: Phase = { name: "idle" };
  let attempt = 0;
  let lostAt: number | null = null;

  async function connect(): Promise<void> {
    phase = { name: "identifying" };
    if (lostAt === null) onLink({ status: "connecting" });
    const answer = await options.identify();
    if (phase.name !== "identifying") return;
    if (answer === "locked") return lock();
    if (answer === "unreachable") return retry();
    listen(options.openSocket());
  }

  function lock(): void {
    phase = { name: "idle" };
    onLink({ status: "locked" });
  }

  function listen(socket: WebSocket): void {
    phase = { name: "open", socket, greeted: false, cancelHeartbeat: () => undefined };
    const isCurrent = () => phase.name === "open" && phase.socket === socket;
    socket.onopen = () => socket.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION }));
    socket.onmessage = ({ data }) => (isCurrent() ? receive(String(data)) : undefined);
    socket.onclose = ({ code }) => (isCurrent() ? lost(code) : undefined);
  }

  function receive(text: string): void {
    const frame = parseJson(text) as ServerFrame | undefined;
    if (!frame || phase.name !== "open") return;
    if (frame.type === "welcome") greeted();
    if (frame.type === "pong")
      onLink({ status: "connected", roundTripMs: Math.max(0, clock.now() - frame.sentAt) });
    beat();
    options.onFrame(frame);
    if (frame.type === "welcome") options.onOpen();
  }

  function greeted(): void {
    if (phase.name !== "open") return;
    phase = { ...phase, greeted: true };
    attempt = 0;
    lostAt = null;
    onLink({ status: "connected", roundTripMs: null });
    ping();
  }

  function ping(): void {
    send({ type: "ping", sentAt: clock.now() });
    if (phase.name !== "open") return;
    phase.cancelHeartbeat();
    phase.cancelHeartbeat = clock.after(PONG_MS, dropSilent);
  }

  /** Anything that arrives is a sign of life; the next ping goes out once it has been quiet. */
  function beat(): void {
    if (phase.name !== "open" || !phase.greeted) return;
    phase.cancelHeartbeat();
    phase.cancelHeartbeat = clock.after(PING_MS, ping);
  }

  function dropSilent(): void {
    if (phase.name !== "open") return;
    const { socket } = phase;
    lost(1006);
    socket.close();
  }

  function lost(code: number): void {
    if (phase.name !== "open") return;
    phase.cancelHeartbeat();
    if (code === CLOSE.oldClient) {
      phase = { name: "closed" };
      return onLink({ status: "outdated" });
    }
    retry();
  }

  function retry(): void {
    lostAt ??= clock.now();
    const offline = typeof navigator !== "undefined" && navigator.onLine === false;
    const delay = backoff(attempt++, options.random());
    const cancel = clock.after(delay, () => void connect());
    phase = { name: "waiting", cancel };
    onLink(
      offline
        ? { status: "offline", since: lostAt }
        : { status: "reconnecting", since: lostAt, retryAt: clock.now() + delay },
    );
  }

  function send(frame: ClientFrame): boolean {
    if (phase.name !== "open" || !phase.greeted || phase.socket.readyState !== WebSocket.OPEN) return false;
    phase.socket.send(JSON.stringify(frame));
    return true;
  }

  function reconnectNow(): void {
    if (phase.name === "open" && phase.greeted) return ping();
    if (phase.name === "waiting") phase.cancel();
    if (phase.name === "waiting" || phase.name === "idle") void connect();
  }

  return {
    start: () => (phase.name === "idle" ? void connect() : undefined),
    send,
    reconnectNow,
    close: () => {
      if (phase.name === "waiting") phase.cancel();
      if (phase.name === "open") phase.cancelHeartbeat();
      const socket = phase.name === "open" ? phase.socket : null;
      phase = { name: "closed" };
      socket?.close();
    },
  };
}
