import http, { type ClientRequest, type OutgoingHttpHeaders } from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { LineStatus } from "../port";

type ConnectionsOptions = {
  url: URL;
  idleMs: number;
  onStatus: (status: LineStatus) => void;
  /** Each connection's end, so that whoever closes the provider can wait for it. */
  onSocket: (closed: Promise<void>) => void;
};

/** The keep-alive connections of one line; no other line uses them. */
export class Connections {
  readonly #agent: http.Agent;
  readonly #transport: typeof http | typeof https;
  readonly #connected: "connect" | "secureConnect";
  readonly #sockets = new Map<Socket, "dialling" | "open">();
  #hasBeenOpen = false;
  #status: LineStatus = "cold";

  constructor(private readonly options: ConnectionsOptions) {
    const secure = options.url.protocol === "https:";
    this.#transport = secure ? https : http;
    this.#connected = secure ? "secureConnect" : "connect";
    this.#agent = new this.#transport.Agent({ keepAlive: true, maxFreeSockets: 1, timeout: options.idleMs });
  }

  get status(): LineStatus {
    return this.#status;
  }

  /**
   * A request whose body is not yet written; `onConnected` is called when a connection, new or kept, can take it.
   * Redirects are not followed. Throws when a header cannot be sent.
   */
  post(headers: OutgoingHttpHeaders, onConnected: () => void): ClientRequest {
    const options = { method: "POST", agent: this.#agent, headers };
    const request = this.#transport.request(this.options.url, options);
    request.on("socket", (socket) => this.#use(socket, onConnected));
    return request;
  }

  /** Ends every connection, whatever is on it. */
  close(): void {
    this.#agent.destroy();
  }

  #use(socket: Socket, onConnected: () => void): void {
    if (this.#sockets.get(socket) === "open") return onConnected();
    this.#sockets.set(socket, "dialling");
    socket.once(this.#connected, () => {
      this.#sockets.set(socket, "open");
      this.#hasBeenOpen = true;
      this.#refresh();
      onConnected();
    });
    this.options.onSocket(new Promise((resolve) => socket.once("close", () => resolve())));
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#refresh();
    });
    this.#refresh();
  }

  #refresh(): void {
    const states = [...this.#sockets.values()];
    const dialling = this.#hasBeenOpen ? "reconnecting" : "connecting";
    const status = states.includes("open") ? "warm" : states.length > 0 ? dialling : "cold";
    if (status === this.#status) return;
    this.#status = status;
    this.options.onStatus(status);
  }
}
