import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createAttempts } from "../../lib/util/attempts";
import { ask, cookiesOf, newBrowser, post, startApp, type TestApp } from "./testing/start-app";

let app: TestApp;
afterEach(() => app.close());

describe("[S13] the identity cookie", () => {
  test("is 256 random bits, HttpOnly and SameSite=Lax, and stays the same once given", async () => {
    app = await startApp();
    const first = await post(app, "/api/identity");
    expect(first.json).toEqual({ principalKnown: true, locked: false });
    const [cookie = ""] = first.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/^longwire=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    const again = await post(app, "/api/identity", { cookie: cookiesOf(first) });
    expect(cookiesOf(again)).toBe(cookiesOf(first));
    expect(cookiesOf(await post(app, "/api/identity"))).not.toBe(cookiesOf(first));
  });

  test("is __Host- and Secure where browsers come over https", async () => {
    app = await startApp({ config: { publicOrigin: "https://chat.example.com" } });
    const answer = await ask(app.port, {
      method: "POST",
      path: "/api/identity",
      headers: {
        host: "chat.example.com",
        origin: "https://chat.example.com",
        "content-type": "application/json",
      },
    });
    expect(answer.headers["set-cookie"]?.[0]).toMatch(/^__Host-longwire=.*; Secure$/);
    expect(answer.headers["strict-transport-security"]).toContain("max-age=");
  });

  test("is minted by nothing but a same-origin POST", async () => {
    app = await startApp();
    const mint = (method: string, headers: Record<string, string>) =>
      ask(app.port, { method, path: "/api/identity", headers });
    expect((await mint("GET", { origin: app.origin })).status).toBe(405);
    expect((await mint("POST", {})).status).toBe(403);
    expect((await mint("POST", { origin: "null" })).status).toBe(403);
    expect((await mint("POST", { origin: "http://evil.example" })).status).toBe(403);
    expect((await mint("POST", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const page = await ask(app.port, { path: "/" });
    expect(page.headers["set-cookie"]).toBeUndefined();
    expect((await mint("POST", { "sec-fetch-site": "same-origin" })).status).toBe(200);
  });
});

describe("[S4] the access token", () => {
  test("opens the API, and nothing but health, identity and unlock answers without it", async () => {
    app = await startApp({ config: { accessToken: "open sesame" } });
    const cookie = await newBrowser(app);
    expect((await ask(app.port, { path: "/healthz" })).json).toEqual({ ok: true, build: "test-build" });
    expect((await ask(app.port, { path: "/s/x" })).text).toBe("page");
    expect((await post(app, "/api/identity", { cookie })).json).toEqual({
      principalKnown: true,
      locked: true,
    });
    for (const api of [
      "/api/sessions/abcdefghijklmnop/shares",
      "/api/shares/abcdefghijklmnop/open",
      "/api/none",
    ]) {
      expect((await post(app, api, { cookie })).status).toBe(401);
    }
    const refused = await post(app, "/api/unlock", { cookie, body: { token: "open sesam" } });
    expect([refused.status, refused.headers["set-cookie"]]).toEqual([401, undefined]);
    const unlocked = await post(app, "/api/unlock", { cookie, body: { token: "open sesame" } });
    expect(unlocked.json).toEqual({ locked: false });
    const both = `${cookie}; ${cookiesOf(unlocked)}`;
    expect((await post(app, "/api/identity", { cookie: both })).json).toMatchObject({ locked: false });
    expect((await post(app, "/api/sessions/abcdefghijklmnop/shares", { cookie: both })).status).toBe(404);
    expect(cookiesOf(unlocked)).not.toContain("sesame");
  });

  test("guessing is slowed down, and the right token does not help while it is", async () => {
    app = await startApp({ config: { accessToken: "open sesame" } });
    const guess = (token: string) => post(app, "/api/unlock", { body: { token } });
    for (let attempt = 0; attempt < 10; attempt++) expect((await guess(`no ${attempt}`)).status).toBe(401);
    const limited = await guess("open sesame");
    expect(limited.status).toBe(429);
    expect(limited.headers["retry-after"]).toBe("6");
    app.clock.now += 6_000;
    expect((await guess("open sesame")).status).toBe(200);
  });

  test("a cookie made for another token or install opens nothing", async () => {
    app = await startApp({ config: { accessToken: "open sesame" } });
    const unlock = cookiesOf(await post(app, "/api/unlock", { body: { token: "open sesame" } }));
    await app.close();
    app = await startApp({ config: { accessToken: "open sesame" } });
    const state = await post(app, "/api/identity", { cookie: unlock });
    expect(state.json).toMatchObject({ locked: true });
  });
});

describe("a body", () => {
  const unlock = (body: string, headers: Record<string, string> = {}) =>
    ask(app.port, {
      method: "POST",
      path: "/api/unlock",
      headers: { origin: app.origin, "content-type": "application/json", ...headers },
      body,
    });
  test("that is not a JSON object, not JSON by type, or too large is refused by name", async () => {
    app = await startApp({ config: { accessToken: "open sesame" } });
    expect((await unlock("{")).status).toBe(415);
    expect((await unlock("[]")).status).toBe(415);
    expect((await unlock("{}")).status).toBe(400);
    expect((await unlock('{"token":7}')).status).toBe(400);
    expect((await unlock('{"token":"x"}', { "content-type": "text/plain" })).status).toBe(415);
    expect((await unlock(JSON.stringify({ token: "x".repeat(70_000) }))).status).toBe(413);
  });
  test("of unstated length is cut off at 64 KiB", async () => {
    app = await startApp({ config: { accessToken: "open sesame" } });
    const chunks = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (let sent = 0; sent < 3; sent++) controller.enqueue(new Uint8Array(30_000).fill(32));
        controller.close();
      },
    });
    const headers = { origin: app.origin, "content-type": "application/json" };
    const init = { method: "POST", headers, body: chunks, duplex: "half" };
    const answer = await fetch(`${app.origin}/api/unlock`, init);
    expect(answer.status).toBe(413);
  });
});

test("[S49] no log line holds a cookie, a token or a body", async () => {
  app = await startApp({ config: { accessToken: "canary-token" } });
  const cookie = await newBrowser(app);
  await post(app, "/api/unlock", { cookie, body: { token: "canary-guess" } });
  await ask(app.port, { path: "/ws?token=canary-query", headers: { cookie, host: "canary-host" } });
  expect(app.logged.join("\n")).not.toMatch(/canary/);
  expect(app.logged.join("\n")).not.toContain(cookie);
});

test("[S5] the server's sources hold no value that looks like a key", async () => {
  app = await startApp();
  const files = (await readdir("server/http")).filter(
    (name) => name.endsWith(".ts") && !name.includes(".test."),
  );
  const sources = await Promise.all(files.map((name) => readFile(path.join("server/http", name), "utf8")));
  expect(files.length).toBeGreaterThan(10);
  expect(sources.join("\n")).not.toMatch(/sk-[A-Za-z0-9]{8}|[A-Fa-f0-9]{32}|["'][A-Za-z0-9+/_-]{40,}["']/);
});

test("attempts return with time, per key, and rightful ones are given back", () => {
  let now = 0;
  const attempts = createAttempts({ limit: 2, everyMs: 100, now: () => now });
  expect([attempts.take("a"), attempts.take("a"), attempts.take("a"), attempts.take("b")]).toEqual([
    0, 0, 100, 0,
  ]);
  now = 100;
  expect([attempts.take("a"), attempts.take("a")]).toEqual([0, 100]);
  attempts.giveBack("a");
  expect(attempts.take("a")).toBe(0);
});
