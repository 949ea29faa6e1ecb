import { expect, onTestFinished, test } from "vitest";
import type { DoctorReport } from "../../lib/protocol/doctor";
import { ask, newBrowser, post, startApp, type TestApp } from "./testing/start-app";

const REPORT: DoctorReport = {
  at: 1,
  server: {
    ...{ version: "1.2.3", build: "b", node: "v20", uptimeMs: 5, mode: "production", faults: false },
  },
  store: { state: "writable", cause: null, durability: "normal", syncMs: 0.4, freeBytes: 10 },
  sessions: { hosted: 2, viewers: 3 },
  providers: [],
  embedded: { models: ["desk"], sockets: { live: 0, pooled: 0 }, lastError: null },
  backend: null,
  gateway: false,
};

type Bench = { app: TestApp; asked: string[] };

async function bench(options: { accessToken?: string; probe?: () => Promise<void> } = {}): Promise<Bench> {
  const asked: string[] = [];
  const doctor = {
    report: async () => {
      asked.push("report");
      return REPORT;
    },
    probe: async () => {
      asked.push("probe");
      await options.probe?.();
    },
  };
  const app = await startApp({ doctor, config: { accessToken: options.accessToken ?? null } });
  onTestFinished(() => app.close());
  return { app, asked };
}

const look = async ({ app }: Bench, cookie?: string) =>
  ask(app.port, { path: "/api/doctor", headers: cookie === undefined ? {} : { cookie } });

test("a browser with an identity reads the report, and nothing is probed for it", async () => {
  const at = await bench();
  const answer = await look(at, await newBrowser(at.app));
  expect(answer.status).toBe(200);
  expect(answer.json).toEqual(REPORT);
  expect(answer.headers["cache-control"]).toBe("no-store");
  expect(at.asked).toEqual(["report"]);
});

test("nobody reads it without an identity, or before the access token is entered", async () => {
  const open = await bench();
  expect((await look(open)).status).toBe(401);
  const locked = await bench({ accessToken: "a-long-token" });
  const browser = await newBrowser(locked.app);
  expect((await look(locked, browser)).json).toMatchObject({ error: { code: "locked" } });
  expect((await post(locked.app, "/api/doctor/probe", { cookie: browser })).status).toBe(401);
  expect([...open.asked, ...locked.asked]).toEqual([]);
});

test("a probe is a POST of a page of this server, and answers with the report after it", async () => {
  const at = await bench();
  const cookie = await newBrowser(at.app);
  const foreign = await ask(at.app.port, {
    ...{ method: "POST", path: "/api/doctor/probe" },
    headers: { cookie, origin: "https://elsewhere.example" },
  });
  expect(foreign.status).toBe(403);
  const read = await ask(at.app.port, { path: "/api/doctor/probe", headers: { cookie } });
  expect(read.status).toBe(405);
  expect(at.asked).toEqual([]);
  expect((await post(at.app, "/api/doctor/probe", { cookie })).json).toEqual(REPORT);
  expect(at.asked).toEqual(["probe", "report"]);
});

test("probes are limited for all browsers together; reading is not", async () => {
  const at = await bench();
  const browsers = await Promise.all([1, 2, 3, 4].map(() => newBrowser(at.app)));
  const statuses: number[] = [];
  for (const cookie of browsers) statuses.push((await post(at.app, "/api/doctor/probe", { cookie })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  const refused = await post(at.app, "/api/doctor/probe", { cookie: browsers[0] ?? "" });
  expect(refused.headers["retry-after"]).toBe("20");
  expect((await look(at, browsers[0])).status).toBe(200);
  at.app.clock.now += 20_000;
  expect((await post(at.app, "/api/doctor/probe", { cookie: browsers[3] ?? "" })).status).toBe(200);
});

test("a server without a doctor has no such routes", async () => {
  const app = await startApp();
  onTestFinished(() => app.close());
  const cookie = await newBrowser(app);
  expect((await ask(app.port, { path: "/api/doctor", headers: { cookie } })).status).toBe(404);
});
