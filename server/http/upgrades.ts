import type { IncomingMessage } from "node:http";
import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { MAX_FRAME_BYTES } from "../../lib/protocol/limits";
import { createAdmission } from "./admission";
import { principalOf } from "./identity";
import type { Lock } from "./lock";
import { allowsHost, allowsOrigin, type Site } from "./origin";
import type { EmbeddedMount, Gateway, Log, UpgradeListener, Vitals } from "./ports";
import { requestPath } from "./request-path";

export type UpgradeDeps = {
  site: Site;
  lock: Lock;
  gateway: Gateway;
  embedded: EmbeddedMount | null;
  /** Next's hot reload; null in production, where no upgrade reaches Next. */
  nextUpgrade: UpgradeListener | null;
  log: Log;
  vitals?: Vitals | undefined;
  /** Milliseconds since 1970. */
  now: () => number;
};

type Verdict =
  | { to: "viewer"; principal: string }
  | { to: "embedded"; upgrade: UpgradeListener }
  | { to: "next"; upgrade: UpgradeListener }
  | { to: "nobody"; status: 400 | 401 | 403 | 404 | 421; reason: string };

type Handshake = { url?: string | undefined; headers: IncomingMessage["headers"] };

/** Who gets an upgrade: decided from the request's head alone, before anything is answered. */
export function judgeUpgrade(
  deps: Omit<UpgradeDeps, "gateway" | "log" | "now" | "vitals">,
  { url, headers }: Handshake,
): Verdict {
  const refuse = (status: 400 | 401 | 403 | 404 | 421, reason: string): Verdict => ({
    to: "nobody",
    status,
    reason,
  });
  const path = requestPath(url);
  if (path === null) return refuse(400, "bad_target");
  if (!allowsHost(deps.site, headers.host)) return refuse(421, "unknown_host");
  const sameOrigin = allowsOrigin(deps.site, { origin: headers.origin, host: headers.host });
  if (path === "/ws") {
    if (!sameOrigin) return refuse(403, "foreign_origin");
    if (!deps.lock.isOpenFor(headers.cookie)) return refuse(401, "locked");
    const principal = principalOf(headers.cookie, deps.site.secure);
    return principal === null ? refuse(401, "no_identity") : { to: "viewer", principal };
  }
  if (path === "/v1/responses" && deps.embedded !== null) {
    if (headers.origin !== undefined && !sameOrigin) return refuse(403, "foreign_origin");
    return { to: "embedded", upgrade: deps.embedded.handleUpgrade };
  }
  if (path.startsWith("/_next/") && deps.nextUpgrade !== null) {
    return sameOrigin ? { to: "next", upgrade: deps.nextUpgrade } : refuse(403, "foreign_origin");
  }
  return refuse(404, "no_such_socket");
}

export type Upgrades = {
  listener: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Refuses new sockets from now on; those that are open stay. */
  stop(): void;
  /** Cuts every socket that is still open. */
  destroyAll(): void;
};

const MAX_FRAGMENTS = 64;
const MAX_BUFFERED_CHUNKS = 1_024;

// Apart, because the types of ws do not know `maxBufferedChunks` yet.
const LIMITS = { maxFragments: MAX_FRAGMENTS, maxBufferedChunks: MAX_BUFFERED_CHUNKS };

/** The one `upgrade` listener of the server. */
export function createUpgrades(deps: UpgradeDeps): Upgrades {
  const viewers = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    ...LIMITS,
  });
  const admission = createAdmission(deps.now);
  const open = new Set<Duplex>();
  let stopped = false;

  const refuse = (socket: Duplex, { status, reason, address }: Refusal): void => {
    deps.log.warn({ address, status, reason }, "upgrade refused");
    refuseUpgrade(socket, status);
  };

  const admit = (req: IncomingMessage, socket: Duplex, head: Buffer, principal: string): void => {
    const address = req.socket.remoteAddress ?? "";
    if (deps.vitals?.admit() === false)
      return refuse(socket, { status: 503, reason: "too_many_files", address });
    const entered = admission.enter(principal);
    if (!entered.ok) return refuse(socket, { ...entered, address });
    socket.once("close", entered.leave);
    viewers.handleUpgrade(req, socket, head, (viewer) => deps.gateway.accept(viewer, { principal, address }));
  };

  const listener = (req: IncomingMessage, socket: Duplex, head: Buffer): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    const address = req.socket.remoteAddress ?? "";
    if (stopped) return refuseUpgrade(socket, 503);
    const verdict = judgeUpgrade(deps, req);
    if (verdict.to === "nobody") return refuse(socket, { ...verdict, address });
    if (verdict.to === "viewer") return admit(req, socket, head, verdict.principal);
    Promise.resolve(verdict.upgrade(req, socket, head)).catch((err: unknown) => {
      deps.log.error({ err, reason: verdict.to }, "upgrade failed");
      socket.destroy();
    });
  };
  return {
    listener,
    stop: () => {
      stopped = true;
    },
    destroyAll: () => open.forEach((socket) => socket.destroy()),
  };
}

type Refusal = { status: number; reason: string; address: string };

/** Pages that came too fast, or too many, may come back; what else is refused stays refused. */
const MAY_COME_BACK: ReadonlySet<number> = new Set([429, 503]);

function refuseUpgrade(socket: Duplex, status: number): void {
  const later = MAY_COME_BACK.has(status) ? "Retry-After: 1\r\n" : "";
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${later}Connection: close\r\nContent-Length: 0\r\n\r\n`;
  socket.end(head, () => socket.destroy());
}
