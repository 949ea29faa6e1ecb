import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { ShareRow } from "../store/port";

/** What the HTTP side asks of a session's owner: facts that belong in its log. */
export interface SessionCommands {
  shareCreated(input: {
    sessionId: string;
    shareId: string;
    role: ShareRow["role"];
    expiresAt: number;
  }): Promise<void>;
  shareRevoked(input: { sessionId: string; shareId: string }): Promise<void>;
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
export type EmbeddedMount = { handleRequest: RequestListener; handleUpgrade: UpgradeListener };

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
