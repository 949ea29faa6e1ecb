import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { principalOf } from "./identity";
import { ask, newBrowser, post, startApp, type Answer, type TestApp } from "./testing/start-app";

const SESSION = "session-0123456789";
const DAY_MS = 86_400_000;

let app: TestApp;
let owner: string;
let guest: string;
const changed: string[] = [];
beforeEach(async () => {
  app = await startApp();
  [owner, guest] = [await newBrowser(app), await newBrowser(app)];
  await app.store.sessions.create({ sessionId: SESSION, principal: idOf(owner), at: 1 });
  changed.length = 0;
  app.bus.onAccessChanged(SESSION, () => changed.push(SESSION));
});
afterEach(() => app.close());

const idOf = (cookie: string): string => principalOf(cookie, false) ?? "";
const roleOf = (cookie: string) =>
  app.store.shares.roleOf({ principal: idOf(cookie), sessionId: SESSION, at: app.clock.now });

type Link = { shareId: string; secret: string; expiresAt: number };
const newLink = async (): Promise<Link> =>
  (await post(app, `/api/sessions/${SESSION}/shares`, { cookie: owner })).json as Link;
const open = (link: { shareId: string; secret: string }, cookie = guest): Promise<Answer> =>
  post(app, `/api/shares/${link.shareId}/open`, { cookie, body: { secret: link.secret } });
const revoke = (shareId: string, cookie = owner): Promise<Answer> =>
  post(app, `/api/sessions/${SESSION}/shares/${shareId}/revoke`, { cookie });

describe("[S15] a link's secret", () => {
  test("is 256 random bits, shown once and stored as its hash", async () => {
    const link = await newLink();
    expect(link.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(link.expiresAt).toBe(app.clock.now + 30 * DAY_MS);
    const row = await app.store.shares.get(link.shareId);
    expect(row?.secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(row)).not.toContain(link.secret);
    const list = await ask(app.port, { path: `/api/sessions/${SESSION}/shares`, headers: { cookie: owner } });
    expect(list.json).toEqual({
      shares: [
        {
          shareId: link.shareId,
          role: "viewer",
          createdAt: app.clock.now,
          expiresAt: link.expiresAt,
          revokedAt: null,
          lastUsedAt: null,
        },
      ],
    });
    expect((await newLink()).secret).not.toBe(link.secret);
  });

  test("[S17] is in no log line and no event", async () => {
    const link = await newLink();
    await open(link);
    await open({ ...link, secret: "wrong" });
    expect(app.logged.join("\n")).not.toContain(link.secret);
    expect(JSON.stringify(app.commands)).not.toContain(link.secret);
    const { shareId, expiresAt } = link;
    const input = { sessionId: SESSION, shareId, role: "viewer", expiresAt };
    expect(app.commands).toEqual([{ name: "shareCreated", input }]);
  });
});

describe("opening a link", () => {
  test("[S17] lets the principal in by a POST, and again after a reload", async () => {
    const link = await newLink();
    expect(await roleOf(guest)).toBeNull();
    expect((await open(link)).json).toEqual({ sessionId: SESSION });
    expect((await open(link)).status).toBe(200);
    expect(await roleOf(guest)).toBe("viewer");
    expect((await app.store.shares.get(link.shareId))?.lastUsedAt).toBe(app.clock.now);
    const get = await ask(app.port, { path: `/api/shares/${link.shareId}/open`, headers: { cookie: guest } });
    expect(get.status).toBe(405);
  });

  test("[S18] wrong, unknown, expired and revoked links are refused alike", async () => {
    const [link, revoked] = [await newLink(), await newLink()];
    await revoke(revoked.shareId);
    const unknown = { shareId: "nothing-like-this-id", secret: link.secret };
    const refused = [
      await open({ ...link, secret: revoked.secret }),
      await open(unknown),
      await open({ ...unknown, shareId: "x" }),
      await open(revoked),
    ];
    app.clock.now = link.expiresAt;
    refused.push(await open(link));
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1);
    expect(await roleOf(guest)).toBeNull();
  });

  test("guessing is slowed down", async () => {
    const link = await newLink();
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await open({ ...link, secret: "no" })).status).toBe(404);
    expect((await open(link)).status).toBe(429);
    app.clock.now += 6_000;
    expect((await open(link)).status).toBe(200);
  });

  test("needs an identity and a secret of sane size", async () => {
    const link = await newLink();
    expect((await open(link, "")).status).toBe(401);
    expect((await open({ ...link, secret: "" })).status).toBe(400);
    expect((await open({ ...link, secret: "x".repeat(201) })).status).toBe(400);
  });
});

describe("[S18] revoking", () => {
  test("ends the grant, rings the bell and is told to the log once", async () => {
    const link = await newLink();
    await open(link);
    expect((await revoke(link.shareId)).json).toEqual({ revoked: true });
    expect((await revoke(link.shareId)).status).toBe(200);
    expect(await roleOf(guest)).toBeNull();
    expect(changed).toEqual([SESSION]);
    const revocations = app.commands.filter(({ name }) => name === "shareRevoked");
    expect(revocations).toEqual([
      { name: "shareRevoked", input: { sessionId: SESSION, shareId: link.shareId } },
    ]);
  });

  test("reaches only links of the named session", async () => {
    await app.store.sessions.create({ sessionId: "another-0123456789", principal: idOf(owner), at: 1 });
    const link = await newLink();
    const path = `/api/sessions/another-0123456789/shares/${link.shareId}/revoke`;
    expect((await post(app, path, { cookie: owner })).status).toBe(404);
    expect((await app.store.shares.get(link.shareId))?.revokedAt).toBeNull();
  });
});

test("[S7] another's session answers exactly as one that does not exist", async () => {
  const link = await newLink();
  await open(link);
  const ask3 = async (sessionId: string) => [
    await post(app, `/api/sessions/${sessionId}/shares`, { cookie: guest }),
    await ask(app.port, { path: `/api/sessions/${sessionId}/shares`, headers: { cookie: guest } }),
    await post(app, `/api/sessions/${sessionId}/shares/${link.shareId}/revoke`, { cookie: guest }),
  ];
  const foreign = await ask3(SESSION);
  const unknown = await ask3("unknown-0123456789");
  const malformed = await ask3("..");
  const shapes = [foreign, unknown, malformed].map((answers) =>
    answers.map(({ status, text }) => [status, text]),
  );
  expect(shapes[0]?.map(([status]) => status)).toEqual([404, 404, 404]);
  expect(shapes[1]).toEqual(shapes[0]);
  expect(shapes[2]).toEqual(shapes[0]);
});

test("[S10] a role that the page declares is ignored", async () => {
  const answer = await post(app, `/api/sessions/${SESSION}/shares`, {
    cookie: owner,
    body: { role: "owner" },
  });
  const [share] = await app.store.shares.list(SESSION);
  expect([answer.status, share?.role]).toEqual([200, "viewer"]);
});

test("[S13] a foreign page changes nothing", async () => {
  const path = `/api/sessions/${SESSION}/shares`;
  const headers = { cookie: owner, origin: "http://evil.example", "content-type": "application/json" };
  expect((await ask(app.port, { method: "POST", path, headers, body: {} })).status).toBe(403);
  expect(await app.store.shares.list(SESSION)).toEqual([]);
});

test("a session holds at most 100 live links", async () => {
  for (let made = 0; made < 100; made++) await newLink();
  expect((await post(app, `/api/sessions/${SESSION}/shares`, { cookie: owner })).status).toBe(400);
});
