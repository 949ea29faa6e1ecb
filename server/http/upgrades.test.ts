import { afterEach, expect, test } from "vitest";
import { once } from "node:events";
import { connect } from "node:net";
import { WebSocket } from "ws";
import { cookiesOf, newBrowser, post, startApp, upgradeStatus, type TestApp } from "./testing/start-app";

let app: TestApp;
afterEach(() => app.close());

test("[S1] [C43] a foreign, missing, null, sub-domain or other-port origin gets 403 before 101", async () => {
  app = await startApp();
  const cookie = await newBrowser(app);
  const status = (origin?: string) =>
    upgradeStatus(app.port, "/ws", { cookie, ...(origin === undefined ? {} : { origin }) });
  const foreign = [
    undefined,
    "null",
    "http://evil.example",
    `http://a.localhost:${app.port}`,
    "http://127.0.0.1:1",
  ];
  for (const origin of foreign) expect([origin, await status(origin)]).toEqual([origin, 403]);
  for (const name of ["localhost", "127.0.0.1", "[::1]"])
    expect(await status(`http://${name}:${app.port}`)).toBe(101);
  expect(app.viewers).toHaveLength(3);
});

test("[S2] an upgrade under a foreign Host is refused", async () => {
  app = await startApp();
  const cookie = await newBrowser(app);
  const host = `rebound.example:${app.port}`;
  expect(await upgradeStatus(app.port, "/ws", { cookie, host, origin: `http://${host}` })).toBe(421);
  expect(await upgradeStatus(app.port, "/ws", { cookie, host, origin: app.origin })).toBe(421);
});

test("[S3] in production no upgrade but the app's own is answered, and none reaches the pages", async () => {
  let pages = 0;
  app = await startApp({ nextHandler: (_req, res) => void (pages++, res.end()) });
  const headers = { cookie: await newBrowser(app), origin: app.origin };
  const paths = [
    "/",
    "/ws/",
    "/ws/x",
    "/WS",
    "/s/abc",
    "/_next/hmr",
    "/_next/webpack-hmr",
    "/v1/responses",
    "/api/identity",
  ];
  for (const path of paths) expect([path, await upgradeStatus(app.port, path, headers)]).toEqual([path, 404]);
  for (const path of ["http://169.254.169.254/ws", "//169.254.169.254/ws", "/\\evil/ws"]) {
    expect([path, await upgradeStatus(app.port, path, headers)]).toEqual([path, 400]);
  }
  expect(pages).toBe(0);
  expect(app.app.server.listenerCount("upgrade")).toBe(1);
});

test("[S3] hot reload is reachable in development, from the app's own pages only", async () => {
  const seen: string[] = [];
  app = await startApp({
    config: { mode: "development" },
    nextUpgrade: (req, socket) => {
      seen.push(req.url ?? "");
      socket.end("HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n");
    },
  });
  expect(await upgradeStatus(app.port, "/_next/hmr?id=1", { origin: app.origin })).toBe(418);
  expect(await upgradeStatus(app.port, "/_next/hmr", { origin: "null" })).toBe(403);
  expect(await upgradeStatus(app.port, "/_next/hmr", {})).toBe(403);
  expect(await upgradeStatus(app.port, "/other", { origin: app.origin })).toBe(404);
  expect(seen).toEqual(["/_next/hmr?id=1"]);
});

test("[S4] without an identity cookie a socket is refused, whatever the query says", async () => {
  app = await startApp();
  expect(await upgradeStatus(app.port, "/ws", { origin: app.origin })).toBe(401);
  expect(await upgradeStatus(app.port, "/ws?longwire=abc", { origin: app.origin })).toBe(401);
  expect(await upgradeStatus(app.port, "/ws", { origin: app.origin, cookie: "longwire=short" })).toBe(401);
  expect(app.viewers).toEqual([]);
});

test("with an access token a socket needs the unlocked browser", async () => {
  app = await startApp({ config: { accessToken: "open sesame" } });
  const cookie = await newBrowser(app);
  const origin = app.origin;
  expect(await upgradeStatus(app.port, "/ws", { origin, cookie })).toBe(401);
  const unlocked = cookiesOf(await post(app, "/api/unlock", { cookie, body: { token: "open sesame" } }));
  expect(await upgradeStatus(app.port, "/ws", { origin, cookie: `${cookie}; ${unlocked}` })).toBe(101);
  expect(await upgradeStatus(app.port, "/ws", { origin, cookie: unlocked })).toBe(401);
});

test("the gateway endpoint takes clients without an origin and refuses foreign pages", async () => {
  const seen: (string | undefined)[] = [];
  app = await startApp({
    embedded: {
      handleRequest: (_req, res) => void res.end("embedded"),
      handleUpgrade: (req, socket) => {
        seen.push(req.headers.authorization);
        socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
      },
      close: async () => undefined,
    },
  });
  expect(await upgradeStatus(app.port, "/v1/responses", { authorization: "Bearer k" })).toBe(401);
  expect(await upgradeStatus(app.port, "/v1/responses", { origin: "http://evil.example" })).toBe(403);
  expect(seen).toEqual(["Bearer k"]);
});

test("[S24] a frame above 256 KiB and a message in more than 64 fragments end the socket", async () => {
  app = await startApp();
  const headers = { cookie: await newBrowser(app), origin: app.origin };
  const open = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${app.port}/ws`, { headers });
    await once(socket, "open");
    app.viewers.at(-1)?.socket.on("error", () => undefined);
    return socket;
  };
  const large = await open();
  expect(large.extensions).toBe("");
  large.send(Buffer.alloc(262_145));
  expect((await once(large, "close"))[0]).toBe(1009);

  const fragmented = await open();
  const closed = once(fragmented, "close");
  for (let sent = 0; sent < 80; sent++) fragmented.send("x", { fin: false });
  expect((await closed)[0]).toBe(1008);
});

test("a viewer gets its principal and its peer's address", async () => {
  app = await startApp();
  const cookie = await newBrowser(app);
  const open = (value: string) => upgradeStatus(app.port, "/ws", { cookie: value, origin: app.origin });
  await open(cookie);
  await open(cookie);
  await open(await newBrowser(app));
  const [first, again, other] = app.viewers.map(({ viewer }) => viewer);
  expect(first).toEqual({
    principal: expect.stringMatching(/^[A-Za-z0-9_-]{32}$/) as string,
    address: "127.0.0.1",
  });
  expect(again).toEqual(first);
  expect(other?.principal).not.toBe(first?.principal);
});

test("closing tells open viewers 1012 and cuts whoever stays", async () => {
  app = await startApp();
  const headers = { cookie: await newBrowser(app), origin: app.origin };
  const viewer = new WebSocket(`ws://127.0.0.1:${app.port}/ws`, { headers });
  await once(viewer, "open");
  const idle = connect(app.port, "127.0.0.1");
  await once(idle, "connect");
  const goodbye = once(viewer, "close");
  const cut = once(idle, "close");
  await app.close();
  expect((await goodbye)[0]).toBe(1012);
  await cut;
  expect(app.app.server.listening).toBe(false);
});
