import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { WORKER_POLICY } from "./static-desk";
import { ask, post, startApp, type TestApp } from "./testing/start-app";

let app: TestApp;
afterEach(() => app.close());

const directive = (policy: unknown, name: string): string | undefined =>
  String(policy)
    .split("; ")
    .find((each) => each.startsWith(`${name} `));

test("[S41] every answer has the security headers", async () => {
  app = await startApp();
  const answers = [
    await ask(app.port, { path: "/" }),
    await ask(app.port, { path: "/healthz" }),
    await ask(app.port, { path: "/v1/models" }),
    await ask(app.port, { path: "/duckdb/none.wasm" }),
    await ask(app.port, { path: "/", headers: { host: "evil.example" } }),
    await ask(app.port, { path: "/", method: "POST" }),
    await post(app, "/api/none"),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 404, 421, 405, 404]);
  for (const { headers } of answers) {
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["referrer-policy"]).toBeDefined();
    expect(headers["permissions-policy"]).toContain("camera=()");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  }
});

describe("[S38] a page's policy", () => {
  test("has a fresh nonce that the renderer sees and the client cannot choose", async () => {
    const seen: unknown[] = [];
    app = await startApp({
      nextHandler: (req, res) => {
        const { headers } = req;
        seen.push([headers["x-nonce"], headers["content-security-policy"]]);
        seen.push(headers["content-security-policy-report-only"]);
        res.end();
      },
    });
    const forged = {
      "x-nonce": "forged",
      "content-security-policy": "script-src 'nonce-forged'",
      "content-security-policy-report-only": "script-src 'nonce-forged'",
    };
    const policies: unknown[] = [];
    for (let page = 0; page < 2; page++) {
      const { headers } = await ask(app.port, { path: "/", headers: forged });
      policies.push(headers["content-security-policy"]);
    }
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(String(policy))?.[1]);
    expect(new Set(nonces).size).toBe(2);
    expect(seen).toEqual(nonces.flatMap((nonce, at) => [[nonce, policies[at]], undefined]));
    expect(policies.join()).not.toContain("forged");
  });

  test("allows what the app needs and nothing else", async () => {
    app = await startApp();
    const { headers } = await ask(app.port, { path: "/" });
    const policy = headers["content-security-policy"];
    expect(directive(policy, "default-src")).toBe("default-src 'none'");
    expect(directive(policy, "script-src")).toMatch(
      /^script-src 'nonce-[A-Za-z0-9+/]{22}==' 'strict-dynamic' 'wasm-unsafe-eval'$/,
    );
    expect(directive(policy, "connect-src")).toBe(`connect-src 'self' ws://127.0.0.1:${app.port}`);
    expect(directive(policy, "img-src")).toBe("img-src 'self' blob: data:");
    expect(directive(policy, "worker-src")).toBe("worker-src 'self'");
    expect(directive(policy, "frame-src")).toBe("frame-src 'self'");
    for (const none of ["object-src", "base-uri", "frame-ancestors"]) {
      expect(directive(policy, none)).toBe(`${none} 'none'`);
    }
    expect(directive(policy, "script-src")).not.toContain("unsafe-inline");
    expect(headers["content-security-policy-report-only"]).toBe("require-trusted-types-for 'script'");
  });

  test("is relaxed in development only", async () => {
    app = await startApp({ config: { mode: "development" } });
    const { headers } = await ask(app.port, { path: "/" });
    expect(directive(headers["content-security-policy"], "script-src")).toContain("'unsafe-eval'");
  });
});

test("[S16] shared pages are kept from search engines, caches and referrers", async () => {
  app = await startApp();
  const shared = await ask(app.port, { path: "/share/abcdefghijklmnop?x=1" });
  expect(shared.headers).toMatchObject({
    "x-robots-tag": "noindex, nofollow, noarchive",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  expect((await ask(app.port, { path: "/shared" })).headers["x-robots-tag"]).toBeUndefined();
});

test("[S25] slow requests are cut", async () => {
  app = await startApp();
  expect(app.app.server.headersTimeout).toBe(10_000);
  expect(app.app.server.requestTimeout).toBe(30_000);
});

test("[S3] a target that names another server is refused, and no page sees it", async () => {
  let pages = 0;
  app = await startApp({ nextHandler: (_req, res) => void (pages++, res.end()) });
  for (const path of ["http://169.254.169.254/latest", "//evil.example/x", "/\\evil.example"]) {
    expect((await ask(app.port, { path })).status).toBe(400);
  }
  expect(pages).toBe(0);
});

test("[S50] a page that throws gives an answer without its reason", async () => {
  app = await startApp({
    nextHandler: () => {
      throw new Error("secret detail");
    },
  });
  const answer = await ask(app.port, { path: "/" });
  expect([answer.status, answer.text.includes("secret detail")]).toEqual([500, false]);
});

test("a store that cannot write gives 503", async () => {
  const unavailable = Object.assign(new Error("disk"), { code: "unavailable" });
  app = await startApp({ nextHandler: () => Promise.reject(unavailable) });
  expect((await ask(app.port, { path: "/" })).status).toBe(503);
});

describe("the database's files", () => {
  const content = Buffer.from("worker".repeat(100));
  const start = async () => {
    const deskFolder = await mkdtemp(path.join(tmpdir(), "desk-"));
    await writeFile(path.join(deskFolder, "w.worker.js"), content);
    await writeFile(path.join(deskFolder, "w.worker.js.br"), brotliCompressSync(content));
    await writeFile(path.join(deskFolder, "e.wasm"), content);
    await writeFile(path.join(deskFolder, "notes.txt"), "no");
    app = await startApp({ deskFolder });
  };
  const desk = (name: string, headers: Record<string, string> = {}) =>
    ask(app.port, { path: `/duckdb/${name}`, headers });

  test("[S59] carry their own policy, which reaches no server", async () => {
    await start();
    const { status, headers, text } = await desk("w.worker.js");
    expect([status, text]).toEqual([200, content.toString()]);
    expect(headers["content-security-policy"]).toBe(WORKER_POLICY);
    expect(directive(WORKER_POLICY, "connect-src")).toBe("connect-src blob:");
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await desk("e.wasm")).headers["content-type"]).toBe("application/wasm");
  });

  test("are sent precompressed where accepted, and not again while unchanged", async () => {
    await start();
    const response = await fetch(`${app.origin}/duckdb/w.worker.js`, {
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(response.headers.get("content-encoding")).toBe("br");
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
    expect(
      (await desk("w.worker.js", { "accept-encoding": "br;q=0" })).headers["content-encoding"],
    ).toBeUndefined();
    const { headers } = await desk("e.wasm");
    expect(headers["cache-control"]).toBe("public, no-cache");
    expect((await desk("e.wasm", { "if-none-match": headers.etag ?? "" })).status).toBe(304);
    expect((await desk("e.wasm?v=1.32.0")).headers["cache-control"]).toContain("immutable");
  });

  test("nothing else of the disk is served", async () => {
    await start();
    for (const name of [
      "notes.txt",
      "w.worker.js.br",
      "../app.ts",
      "..%2fapp.js",
      "sub/e.wasm",
      ".wasm",
      "",
    ]) {
      expect([name, (await desk(name)).status]).toEqual([name, 404]);
    }
  });
});
