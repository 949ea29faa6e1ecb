import { afterEach, beforeEach, expect, test } from "vitest";
import { row } from "../store/fixture";
import { principalOf } from "./identity";
import { ask, newBrowser, startApp, type TestApp } from "./testing/start-app";

const SESSION = "session-0123456789";
const HASH = "0123456789abcdef".repeat(4);
const TEXT = "<script>alert('é')</script>\0".repeat(900);

let app: TestApp;
let owner: string;
let guest: string;
beforeEach(async () => {
  app = await startApp();
  [owner, guest] = [await newBrowser(app), await newBrowser(app)];
  const { sessions, events, shares } = app.store;
  await sessions.create({ sessionId: SESSION, principal: idOf(owner), at: 1 });
  const lease = (await events.acquire(SESSION)) ?? expect.unreachable();
  const blobs = [{ hash: HASH, bytes: Buffer.from(TEXT) }];
  await events.append({ lease, after: 0, rows: [row(1)], blobs, summary: null, sync: true });
  const link = { shareId: "share-0123456789", sessionId: SESSION, secretHash: "00", role: "viewer" } as const;
  await shares.create({ ...link, createdAt: 1, expiresAt: app.clock.now + 1_000 });
  await shares.grant({ shareId: link.shareId, principal: idOf(guest), at: 1 });
});
afterEach(() => app.close());

const idOf = (cookie: string): string => principalOf(cookie, false) ?? "";

type Wish = { session?: string; hash?: string; headers?: Record<string, string>; method?: string };

const get = (cookie: string, { session = SESSION, hash = HASH, headers = {}, method = "GET" }: Wish = {}) =>
  ask(app.port, { method, path: `/api/sessions/${session}/blobs/${hash}`, headers: { cookie, ...headers } });

test("[BLOB-4] the owner and whoever came by a living link read the whole output, nobody else", async () => {
  expect(await get(owner)).toMatchObject({ status: 200, text: TEXT });
  expect(await get(guest)).toMatchObject({ status: 200, text: TEXT });
  expect((await get(await newBrowser(app))).status).toBe(404);
  expect((await ask(app.port, { path: `/api/sessions/${SESSION}/blobs/${HASH}` })).status).toBe(401);
  app.clock.now += 1_001;
  expect((await get(guest)).status).toBe(404);
  expect((await get(owner)).status).toBe(200);
});

test("[BLOB-4] an output that is not there, of another session or of no name looks like one that is not yours", async () => {
  const other = "session-9876543210";
  await app.store.sessions.create({ sessionId: other, principal: idOf(owner), at: 1 });
  const wishes: Wish[] = [{ hash: "f".repeat(64) }, { session: other }, { hash: "%2e%2e" }, { session: "x" }];
  const refused = (await get(await newBrowser(app))).json;
  for (const wish of wishes) expect(await get(owner, wish)).toMatchObject({ status: 404, json: refused });
  expect((await get(owner, { hash: HASH.toUpperCase() })).status).toBe(404);
});

test("[BLOB-4] [S41] no browser takes an output for a page, and none keeps it without asking again", async () => {
  const { headers } = await get(owner);
  expect(headers).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": 'attachment; filename="output-0123456789ab.txt"',
    "content-length": String(Buffer.byteLength(TEXT)),
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-cache",
    etag: `"${HASH}"`,
  });
  expect(await get(owner, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
});

test("[BLOB-4] who has an output is not sent it again, and is told so only where it may still be read", async () => {
  for (const tag of [`"${HASH}"`, `W/"${HASH}"`, `"x", "${HASH}"`]) {
    const headers = { "if-none-match": tag };
    const answer = await get(owner, { headers });
    expect(answer).toMatchObject({ status: 304, text: "" });
    expect(answer.headers["content-length"]).toBeUndefined();
    expect((await get(await newBrowser(app), { headers })).status).toBe(404);
  }
  expect((await get(owner, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
});

test("[BLOB-4] [F73] an output goes with its session", async () => {
  await app.store.sessions.setDeletion(SESSION, 5);
  expect((await get(owner)).status).toBe(200);
  await app.store.sessions.erase(SESSION, 5);
  for (const cookie of [owner, guest]) expect((await get(cookie)).status).toBe(404);
});
