import type { ErrorBody } from "../../lib/protocol/error";
import type { UpstreamStatus } from "../../lib/protocol/frame";
import type { Clock } from "../../lib/util/clock";
import type { Bus } from "../bus/port";
import type { Pulse } from "./pulse";
import type { Rules } from "../session/rules";
import type { Store } from "../store/port";
import type { Upstream } from "../upstream/port";

/** The part of a structured logger that the server uses. Fields are allow-listed: never a body. */
export type Log = {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
};

/** Whether the store can write, as its last write showed. */
export type WriteHealth = { isWritable(): boolean; onChange(listener: () => void): () => void };

export type ServerDeps = {
  store: Store;
  bus: Bus;
  upstream: Upstream;
  clock: Clock;
  rules: Rules;
  log: Log;
  /** Without it the store is taken to write. */
  writes?: WriteHealth | undefined;
};

export type HostDeps = ServerDeps & {
  pulse: Pulse;
  /** Who owns the session, and so whose list it stands in. */
  principal: string;
  /** Sessions for which this process has asked for a title: it does so once while it remembers. */
  titleAsked: { has(sessionId: string): boolean; add(sessionId: string): void };
  /** The host let its session go by itself. */
  onLost: (error: ErrorBody) => void;
  onUpstreamStatus: (status: UpstreamStatus) => void;
  /** Executors whose pages are connected to this node. */
  executorsOf: (sessionId: string) => readonly string[];
};
