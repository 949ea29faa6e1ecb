import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { DoctorReport } from "../../lib/protocol/doctor";
import type { JsonObject } from "../../lib/util/json";
import type { ShareRow } from "../store/port";

/** What the HTTP side asks of the session side: facts for a log, and the end of one. */
export interface SessionCommands {
  shareCreated(input: {
    sessionId: string;
    shareId: string;
    role: ShareRow["role"];
    expiresAt: number;
  }): Promise<void>;
  shareRevoked(input: { sessionId: string; shareId: string }): Promise<void>;
  /** Until when the deletion can be taken back, in milliseconds since 1970; null: there is no such session. */
  deleteSession(sessionId: string): Promise<number | null>;
  /** Takes a deletion back; false when it is done. */
  restoreSession(sessionId: string): Promise<boolean>;
}

/** Who opened a viewer socket. `principal` is an opaque id; `address` is the peer's IP. */
export type ViewerIdentity = { principal: string; address: string };

/** Takes over viewer sockets that passed the handshake. */
export interface Gateway {
  accept(socket: WebSocket, viewer: ViewerIdentity): void;
  /** Closes every viewer with 1012, so that it comes back to the next server. */
  close(): Promise<void>;
}

export type RequestListener = (req: IncomingMessage, res: ServerResponse) => void | Promise<void>;
export type UpgradeListener = (req: IncomingMessage, socket: Duplex, head: Buffer) => void | Promise<void>;

/** The embedded Responses server on the app's own port; it checks the bearer key itself. */
export type EmbeddedMount = {
  handleRequest: RequestListener;
  handleUpgrade: UpgradeListener;
  /** Takes nothing new, lets what is in flight end for a while, closes with 1001. */
  close(): Promise<void>;
};

/** Arms faults that a server makes on purpose; there only in one that was started for it. */
export interface FaultControl {
  /** `principal` is whose pages a fault may hit. */
  arm(
    request: unknown,
    principal: string,
  ): { ok: true; id: number } | { ok: false; code: "invalid" | "too_many"; message: string };
  disarm(): void;
  /** What waits for fitting traffic, and what has hit. */
  report(): JsonObject;
}

/** How the process is. */
export interface Vitals {
  /** `room`: for more sockets, by the limit of open files. `lagMs`: the longest stall of the last second. */
  report(): { draining: boolean; lagMs: number; room: boolean; writable: boolean };
  /** False when one more page would be too many. */
  admit(): boolean;
}

/** What the server knows of itself and of its wires. */
export interface Doctor {
  /** Sends nothing to anybody. */
  report(): Promise<DoctorReport>;
  /** Asks the providers what they can do, with warm-ups at most. Never rejects. */
  probe(): Promise<void>;
}

/** The only fields that may reach a log line: no bodies, no cookies, no query strings. */
export type LogFields = {
  address?: string;
  method?: string;
  status?: number;
  reason?: string;
  route?: string;
  err?: unknown;
};
export interface Log {
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
