import { createHash } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { ask, startApp, type TestApp } from "./testing/start-app";

let app: TestApp;
afterEach(() => app.close());

const directives = (policy: unknown): Map<string, string> =>
  new Map(
    String(policy)
      .split("; ")
      .map((each) => {
        const [name = "", ...values] = each.split(" ");
        return [name, values.join(" ")];
      }),
  );

test("[S39] the sandbox has an origin of its own, one script known by its hash, and no way to connect", async () => {
  app = await startApp();
  const { status, headers, text } = await ask(app.port, { path: "/sandbox" });
  expect(status).toBe(200);
  const script = /<script>([^]*)<\/script>/.exec(text)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  expect(Object.fromEntries(directives(headers["content-security-policy"]))).toEqual({
    sandbox: "allow-scripts",
    "default-src": "'none'",
    "script-src": `'sha256-${hash}' blob:`,
    "worker-src": "blob:",
    "connect-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
  });
});

test("[S41] the sandbox has the security headers, may be framed by our pages only and gets no feature", async () => {
  app = await startApp();
  const { headers } = await ask(app.port, { path: "/sandbox" });
  expect(headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
  });
  const features = String(headers["permissions-policy"]).split(", ");
  expect(features).toContain("camera=()");
  expect(features.filter((each) => !each.endsWith("=()"))).toEqual([]);
});

test("the sandbox is read only, is nobody's page, and sets no cookie", async () => {
  let pages = 0;
  app = await startApp({ nextHandler: (_req, res) => void (pages++, res.end()) });
  expect((await ask(app.port, { path: "/sandbox", method: "POST" })).status).toBe(405);
  expect((await ask(app.port, { path: "/sandbox", method: "HEAD" })).status).toBe(200);
  const { headers } = await ask(app.port, { path: "/sandbox?x=1" });
  expect(headers["set-cookie"]).toBeUndefined();
  expect(pages).toBe(0);
});
