import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import type { WebSocket as ServerSocket } from "ws";
import { createApp, type App, type AppDeps } from "../../app";
import { createMemoryBus } from "../../bus/memory";
import { createMemoryStore } from "../../store/memory";
import type { Bus } from "../../bus/port";
import type { Store } from "../../store/port";
import type { SessionCommands, ViewerIdentity } from "../ports";

export type TestApp = {
  app: App;
  store: Store;
  bus: Bus;
  port: number;
  /** `http://127.0.0.1:port`. */
  origin: string;
  viewers: { socket: ServerSocket; viewer: ViewerIdentity }[];
  commands: { name: keyof SessionCommands; input: unknown }[];
  /** Every line the app logged, as JSON. */
  logged: string[];
  clock: { now: number };
  close(): Promise<void>;
};

type Options = Partial<Omit<AppDeps, "config">> & { config?: Partial<AppDeps["config"]> };

/** The real HTTP side on a free port, with a memory store, a page that says `page` and a gateway that collects. */
export async function startApp({ config, ...deps }: Options = {}): Promise<TestApp> {
  const store = createMemoryStore();
  const bus = createMemoryBus();
  const viewers: TestApp["viewers"] = [];
  const commands: TestApp["commands"] = [];
  const logged: string[] = [];
  const clock = { now: 1_000_000 };
  const record = (fields: unknown, message: string) => void logged.push(JSON.stringify([fields, message]));
  const app = createApp({
    config: {
      host: "127.0.0.1",
      port: 0,
      mode: "production",
      publicOrigin: null,
      accessToken: null,
      ...config,
    },
    store,
    bus,
    commands: {
      shareCreated: async (input) => void commands.push({ name: "shareCreated", input }),
      shareRevoked: async (input) => void commands.push({ name: "shareRevoked", input }),
      deleteSession: async (sessionId) => {
        commands.push({ name: "deleteSession", input: sessionId });
        return clock.now + 10_000;
      },
      restoreSession: async (sessionId) => {
        commands.push({ name: "restoreSession", input: sessionId });
        return true;
      },
    },
    gateway: {
      accept: (socket, viewer) => void viewers.push({ socket, viewer }),
      close: async () => viewers.forEach(({ socket }) => socket.close(1012)),
    },
    embedded: null,
    nextHandler: (_req, res) => void res.end("page"),
    nextUpgrade: null,
    deskFolder: tmpdir(),
    build: "test-build",
    log: { info: record, warn: record, error: record },
    now: () => clock.now,
    ...deps,
  });
  await app.listen();
  const address = app.server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return { app, store, bus, port, origin, viewers, commands, logged, clock, close: () => app.close() };
}

export type Answer = { status: number; headers: IncomingHttpHeaders; text: string; json: unknown };
export type Ask = { method?: string; path: string; headers?: Record<string, string>; body?: unknown };

/** One request with exactly these headers: `fetch` would refuse to set `Host` and `Origin`. */
export function ask(port: number, { method = "GET", path, headers = {}, body }: Ask): Promise<Answer> {
  const bytes =
    body === undefined ? null : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, method, path, headers, agent: false }, (res) => {
      const parts: Buffer[] = [];
      res.on("data", (part: Buffer) => parts.push(part));
      res.on("error", reject);
      res.on("end", () => {
        const text = Buffer.concat(parts).toString("utf8");
        const json: unknown = (res.headers["content-type"] ?? "").includes("json") ? JSON.parse(text) : null;
        resolve({ status: res.statusCode ?? 0, headers: res.headers, text, json });
      });
    });
    req.on("error", reject);
    if (bytes !== null) req.setHeader("content-length", bytes.length);
    req.end(bytes);
  });
}

/** A POST as a page of the app sends it. */
export const post = (
  app: TestApp,
  path: string,
  options: { cookie?: string; body?: unknown } = {},
): Promise<Answer> =>
  ask(app.port, {
    method: "POST",
    path,
    headers: {
      origin: app.origin,
      "content-type": "application/json",
      ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
    },
    body: options.body ?? {},
  });

/** What a browser would send back: `name=value` of each cookie that the answer sets. */
export const cookiesOf = ({ headers }: Answer): string =>
  (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";", 1)[0] ?? "").join("; ");

/** A browser's identity cookie. */
export const newBrowser = async (app: TestApp): Promise<string> =>
  cookiesOf(await post(app, "/api/identity"));

/** The status of an upgrade that was refused, or 101. */
export function upgradeStatus(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const handshake = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    };
    const req = request({
      host: "127.0.0.1",
      port,
      path,
      headers: { ...handshake, ...headers },
      agent: false,
    });
    req.on("upgrade", (res, socket) => {
      socket.destroy();
      resolve(res.statusCode ?? 0);
    });
    req.on("response", (res) => {
      res.resume();
      resolve(res.statusCode ?? 0);
    });
    req.on("error", reject);
    req.end();
  });
}
