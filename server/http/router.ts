import type { IncomingMessage, ServerResponse } from "node:http";
import * as z from "zod/mini";
import type { Attempts } from "../../lib/util/attempts";
import { readBlob, type BlobDeps } from "./blobs";
import { hasBody, readJsonBody } from "./body";
import { doctorRoutes, type DoctorDeps } from "./doctor";
import { deleteSession, restoreSession } from "./deletions";
import { faultRoutes } from "./faults";
import { identify, principalOf } from "./identity";
import type { Lock } from "./lock";
import { allowsOrigin, type Site } from "./origin";
import type { FaultControl, Vitals } from "./ports";
import {
  badRequest,
  foreignOrigin,
  locked,
  noIdentity,
  notFound,
  notJson,
  reply,
  send,
  tooLarge,
  tooManyAttempts,
  wrongMethod,
  wrongToken,
  type Reply,
} from "./reply";
import { createShare, listShares, openShare, revokeShare, type ShareDeps } from "./shares";

export type ApiDeps = {
  site: Site;
  lock: Lock;
  shares: ShareDeps;
  blobs: BlobDeps;
  /** Counts wrong access tokens by address. */
  unlockAttempts: Attempts;
  build: string;
  /** Without it the process is taken to be well. */
  vitals?: Vitals | undefined;
  /** Without it the routes of faults do not exist. */
  faults?: FaultControl | undefined;
  /** Without it the routes of the doctor do not exist. */
  doctor?: DoctorDeps | undefined;
};

type Call = {
  ids: readonly string[];
  cookies: string | undefined;
  body: unknown;
  address: string;
  known: string | undefined;
};
type Member = Call & { principal: string; ids: readonly [string, string] };

type Route = { method: "GET" | "POST"; path: string } & (
  | { open: true; run: (deps: ApiDeps, call: Call) => Reply }
  /** Needs an identity and, where there is an access token, the unlocked browser. */
  | { open: false; run: (deps: ApiDeps, member: Member) => Promise<Reply> }
);

const ROUTES: readonly Route[] = [
  { method: "GET", path: "/healthz", open: true, run: ({ build }) => reply({ ok: true, build }) },
  { method: "GET", path: "/readyz", open: true, run: ready },
  { method: "POST", path: "/api/identity", open: true, run: recognise },
  { method: "POST", path: "/api/unlock", open: true, run: unlock },
  {
    method: "GET",
    path: "/api/sessions/*/shares",
    open: false,
    run: ({ shares }, { principal, ids: [sessionId] }) => listShares(shares, { principal, sessionId }),
  },
  {
    method: "POST",
    path: "/api/sessions/*/shares",
    open: false,
    run: ({ shares }, { principal, ids: [sessionId] }) => createShare(shares, { principal, sessionId }),
  },
  {
    method: "POST",
    path: "/api/sessions/*/shares/*/revoke",
    open: false,
    run: ({ shares }, { principal, ids: [sessionId, shareId] }) =>
      revokeShare(shares, { principal, sessionId, shareId }),
  },
  {
    method: "POST",
    path: "/api/sessions/*/delete",
    open: false,
    run: ({ shares }, { principal, ids: [sessionId] }) => deleteSession(shares, { principal, sessionId }),
  },
  {
    method: "POST",
    path: "/api/sessions/*/restore",
    open: false,
    run: ({ shares }, { principal, ids: [sessionId] }) => restoreSession(shares, { principal, sessionId }),
  },
  {
    method: "GET",
    path: "/api/sessions/*/blobs/*",
    open: false,
    run: ({ blobs }, { principal, known, ids: [sessionId, hash] }) =>
      readBlob(blobs, { principal, sessionId, hash, known }),
  },
  {
    method: "POST",
    path: "/api/shares/*/open",
    open: false,
    run: ({ shares }, { principal, address, body, ids: [shareId] }) =>
      openShare(shares, { principal, address, shareId, body }),
  },
];

/** Whether people should be sent here. A store that cannot write can still be read. */
function ready({ vitals }: ApiDeps): Reply {
  const state = vitals?.report() ?? { draining: false, lagMs: 0, room: true, writable: true };
  const isReady = !state.draining && state.room;
  return { ...reply({ ready: isReady, ...state }), status: isReady ? 200 : 503 };
}

/** True for what `serveApi` answers; everything else is a page or a file. */
export const isApiPath = (path: string): boolean =>
  path === "/healthz" || path === "/readyz" || path === "/api" || path.startsWith("/api/");

/** Answers one request to `/healthz` or `/api/*`, whatever it asks. */
export async function serveApi(
  deps: ApiDeps,
  { req, res, path }: { req: IncomingMessage; res: ServerResponse; path: string },
): Promise<void> {
  const answer = await answerTo(deps, req, path);
  // What was not read of a body is not worth waiting for.
  const close = hasBody(req) && !req.complete ? { Connection: "close" } : {};
  send(res, { ...answer, headers: { ...answer.headers, ...close } });
}

async function answerTo(deps: ApiDeps, req: IncomingMessage, path: string): Promise<Reply> {
  const routes = [
    ...ROUTES,
    ...(deps.faults === undefined ? [] : faultRoutes(deps.faults)),
    ...(deps.doctor === undefined ? [] : doctorRoutes(deps.doctor)),
  ];
  const matches = routes.flatMap((route) => {
    const ids = match(route.path, path);
    return ids === null ? [] : [{ route, ids }];
  });
  const method = req.method === "HEAD" ? "GET" : req.method;
  const found = matches.find(({ route }) => route.method === method);
  if (found?.route.open !== true && !deps.lock.isOpenFor(req.headers.cookie)) return locked();
  if (found !== undefined) return run(deps, req, found);
  return matches.length === 0 ? notFound() : wrongMethod(matches.map(({ route }) => route.method).join(", "));
}

async function run(
  deps: ApiDeps,
  req: IncomingMessage,
  { route, ids }: { route: Route; ids: readonly string[] },
): Promise<Reply> {
  if (route.method === "POST" && !isSameOrigin(deps.site, req)) return foreignOrigin();
  const cookies = req.headers.cookie;
  const principal = principalOf(cookies, deps.site.secure);
  if (!route.open && principal === null) return noIdentity();
  const read = await readJsonBody(req);
  if (!read.ok) return read.reason === "too_large" ? tooLarge() : notJson();
  const known = req.headers["if-none-match"];
  const call = { ids, cookies, body: read.body, address: req.socket.remoteAddress ?? "", known };
  if (route.open) return route.run(deps, call);
  const [first = "", second = ""] = ids;
  return route.run(deps, { ...call, principal: principal ?? "", ids: [first, second] });
}

/** Browsers send `Origin` with every POST; where one does not, it must say where the request comes from. */
function isSameOrigin(site: Site, req: IncomingMessage): boolean {
  const { origin, host } = req.headers;
  if (origin !== undefined) return allowsOrigin(site, { origin, host });
  return req.headers["sec-fetch-site"] === "same-origin";
}

function match(pattern: string, path: string): readonly string[] | null {
  const wanted = pattern.split("/");
  const parts = path.split("/");
  if (parts.length !== wanted.length) return null;
  const fits = wanted.every((part, at) => part === "*" || part === parts[at]);
  return fits ? parts.filter((_, at) => wanted[at] === "*") : null;
}

function recognise({ site, lock }: ApiDeps, { cookies }: Call): Reply {
  const cookie = identify(cookies, site.secure);
  return reply({ principalKnown: true, locked: !lock.isOpenFor(cookies) }, { "Set-Cookie": cookie });
}

const unlockSchema = z.object({ token: z.string().check(z.maxLength(1_000)) });

function unlock({ lock, unlockAttempts }: ApiDeps, { body, address, cookies }: Call): Reply {
  if (lock.isOpenFor(cookies)) return reply({ locked: false });
  const parsed = unlockSchema.safeParse(body);
  if (!parsed.success) return badRequest('Send the access token as {"token":"…"}.');
  const waitMs = unlockAttempts.take(address);
  if (waitMs > 0) return tooManyAttempts(waitMs);
  const cookie = lock.unlock(parsed.data.token);
  if (cookie === null) return wrongToken();
  unlockAttempts.giveBack(address);
  return reply({ locked: false }, { "Set-Cookie": cookie });
}
