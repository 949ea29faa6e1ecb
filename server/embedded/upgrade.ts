import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { accessError, type Access } from "./access";
import { Connection, type ConnectionOptions } from "./connection";
import { draining, requestError, type RequestError } from "./errors";
import { refuseUpgrade } from "./http-answer";

export const RESPONSES_PATH = "/v1/responses";

export const pathOf = (req: IncomingMessage): string => (req.url ?? "").split("?", 1)[0] ?? "";

type UpgradeOptions = ConnectionOptions & { access: Access; webSocket: boolean };

const LAST_WORD_MS = 1000;

/** Judges upgrades and holds the connections that came of them. */
export class UpgradeEdge {
  readonly #options: UpgradeOptions;
  readonly #webSockets: WebSocketServer;
  readonly #connections = new Set<Connection>();
  #draining = false;
  #onEmpty: () => void = () => undefined;

  constructor(options: UpgradeOptions) {
    this.#options = options;
    this.#webSockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.maxFrameBytes,
      autoPong: false,
    });
  }

  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void {
    const objection = this.#objection(req);
    if (objection !== null) {
      refuseUpgrade(socket, objection);
      return;
    }
    this.#webSockets.handleUpgrade(req, socket, head, (webSocket) => {
      const connection = new Connection(webSocket, socket, this.#options);
      this.#connections.add(connection);
      if (this.#draining) connection.drain();
      webSocket.once("close", () => {
        this.#connections.delete(connection);
        if (this.#connections.size === 0) this.#onEmpty();
      });
    });
  }

  /** Resolves when every connection is closed, at the latest shortly after `drainMs`. */
  async drain(drainMs: number): Promise<void> {
    this.#draining = true;
    for (const connection of this.#connections) connection.drain();
    if (await this.#empty(drainMs)) return;
    for (const connection of this.#connections) connection.leave();
    if (await this.#empty(LAST_WORD_MS)) return;
    for (const connection of this.#connections) connection.terminate();
    await this.#empty(LAST_WORD_MS);
  }

  #empty(withinMs: number): Promise<boolean> {
    if (this.#connections.size === 0) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        resolve(false);
      }, withinMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #objection(req: IncomingMessage): RequestError | null {
    const { access, webSocket, limits } = this.#options;
    if (pathOf(req) !== RESPONSES_PATH) return requestError("There is nothing here.", { status: 404 });
    if (!webSocket) {
      return requestError("WebSocket mode is off. Use POST.", { status: 426, code: "websocket_disabled" });
    }
    if (this.#draining) return draining();
    if (this.#connections.size >= limits.maxConnections) {
      return requestError("Too many connections.", { status: 429, code: "too_many_connections" });
    }
    return accessError(req, access);
  }
}
