import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { accessError, type Access } from "./access";
import type { Backend } from "./backend";
import { catalogue, type OtherModels } from "./catalogue";
import { draining, requestError, serverFailed } from "./errors";
import { answerCreate, answerModels, type HttpOptions } from "./http";
import { answerError } from "./http-answer";
import { DEFAULT_LIMITS, type Limits } from "./limits";
import { ResponseStore } from "./response-store";
import { pathOf, RESPONSES_PATH, UpgradeEdge } from "./upgrade";

const MODELS_PATH = "/v1/models";

export type ResponsesServerOptions = {
  /** What a client must send as bearer. An empty key lets nobody in. */
  apiKey: string;
  /** By model id. */
  models: ReadonlyMap<string, Backend>;
  /** What has the models that `models` lacks; null or absent: nothing. */
  otherModels?: OtherModels | null;
  /** Browser origins that may connect; none by default. Without `Origin` the bearer alone decides. */
  allowedOrigins?: readonly string[];
  /** False answers every upgrade with 426. */
  webSocket?: boolean;
  limits?: Partial<Limits>;
  /** Unix milliseconds. */
  now?: () => number;
  /** Without the `response.cancel` extension. */
  strict?: boolean;
  /** Told of failures inside backends and of bugs; clients see only a generic message. */
  onError?: (error: unknown) => void;
};

/** Mount it on another server by the two handlers, or give it one of its own with `listen`. */
export type ResponsesServer = {
  handleUpgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  handleRequest: (req: IncomingMessage, res: ServerResponse) => void;
  /** Resolves with the API's base URL, `http://host:port/v1`, and the port that was taken. */
  listen: (port?: number, host?: string) => Promise<{ url: string; port: number }>;
  /** Takes nothing new, lets what is in flight end for `limits.drainMs`, closes with 1001. */
  close: () => Promise<void>;
};

/** A Responses API server: WebSocket mode and HTTP over one response store. */
export function createResponsesServer(options: ResponsesServerOptions): ResponsesServer {
  const server = new Endpoint(options);
  return {
    handleUpgrade: (req, socket, head) => {
      server.edge.upgrade(req, socket, head);
    },
    handleRequest: (req, res) => {
      server.request(req, res);
    },
    listen: (port = 0, host = "127.0.0.1") => server.listen(port, host),
    close: () => server.close(),
  };
}

class Endpoint {
  readonly edge: UpgradeEdge;
  readonly #access: Access;
  readonly #http: HttpOptions;
  readonly #onError: (error: unknown) => void;
  readonly #answering = new Set<Promise<void>>();
  #own: Server | null = null;
  #draining = false;

  constructor(options: ResponsesServerOptions) {
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#onError = options.onError ?? (() => undefined);
    this.#access = { apiKey: options.apiKey, allowedOrigins: options.allowedOrigins ?? [] };
    this.#http = {
      limits,
      models: catalogue(options.models, options.otherModels ?? null),
      store: new ResponseStore({ maxResponses: limits.storeResponses, maxBytes: limits.storeBytes }),
      tools: { now: options.now ?? Date.now, newId, onBackendError: this.#onError },
    };
    this.edge = new UpgradeEdge({
      ...this.#http,
      access: this.#access,
      webSocket: options.webSocket ?? true,
      strict: options.strict ?? false,
      onBug: this.#onError,
    });
  }

  request(req: IncomingMessage, res: ServerResponse): void {
    res.on("error", this.#onError);
    const route = `${req.method ?? ""} ${pathOf(req)}`;
    const known = route === `GET ${MODELS_PATH}` || route === `POST ${RESPONSES_PATH}`;
    const refused = !known
      ? requestError("There is nothing here.", { status: 404, code: "not_found" })
      : (accessError(req, this.#access) ?? (this.#draining ? draining() : null));
    if (refused !== null) answerError(res, refused);
    else if (req.method === "GET") answerModels(res, this.#http.models);
    else this.#create(req, res);
  }

  async listen(port: number, host: string): Promise<{ url: string; port: number }> {
    const own = createServer((req, res) => {
      this.request(req, res);
    });
    own.on("upgrade", (req, socket, head) => {
      this.edge.upgrade(req, socket, head);
    });
    await new Promise<void>((resolve, reject) => {
      own.once("error", reject);
      own.listen(port, host, resolve);
    });
    this.#own = own;
    const taken = (own.address() as AddressInfo).port;
    return { url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}/v1`, port: taken };
  }

  async close(): Promise<void> {
    this.#draining = true;
    const { drainMs } = this.#http.limits;
    const own = this.#own;
    const closed = own === null ? Promise.resolve() : new Promise((resolve) => own.close(resolve));
    const answered = Promise.allSettled(this.#answering);
    const late = new Promise((resolve) => setTimeout(resolve, drainMs).unref());
    await Promise.all([this.edge.drain(drainMs), Promise.race([answered, late])]);
    own?.closeAllConnections();
    await closed;
  }

  #create(req: IncomingMessage, res: ServerResponse): void {
    const answering = answerCreate(req, res, this.#http)
      .catch((error: unknown) => {
        this.#onError(error);
        answerError(res, serverFailed());
      })
      .finally(() => this.#answering.delete(answering));
    this.#answering.add(answering);
  }
}

const newId = (prefix: string): string => `${prefix}_${randomBytes(16).toString("hex")}`;
