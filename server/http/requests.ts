import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { applyPagePolicy, STATIC_POLICY } from "./csp";
import { setSecurityHeaders, setSharedPageHeaders } from "./headers";
import { allowsHost, allowsOrigin, socketOrigin } from "./origin";
import type { EmbeddedMount, Log, RequestListener } from "./ports";
import {
  badRequest,
  brokenServer,
  foreignOrigin,
  misdirected,
  notFound,
  send,
  storeUnavailable,
  wrongMethod,
} from "./reply";
import { requestPath } from "./request-path";
import { isUnavailable } from "../store/port";
import { isApiPath, serveApi, type ApiDeps } from "./router";
import { serveSandbox } from "./sandbox";
import { serveDesk } from "./static-desk";

export type RequestDeps = ApiDeps & {
  development: boolean;
  /** Folder of `/duckdb/*`. */
  deskFolder: string;
  embedded: EmbeddedMount | null;
  nextHandler: RequestListener;
  log: Log;
};

type Exchange = { req: IncomingMessage; res: ServerResponse; path: string };

/** The one `request` listener of the server. */
export function createRequests(deps: RequestDeps): (req: IncomingMessage, res: ServerResponse) => void {
  return (req, res) => {
    serve(deps, req, res).catch((err: unknown) => {
      if (res.destroyed || res.writableEnded) return;
      deps.log.error({ err, method: req.method ?? "" }, "request failed");
      if (res.headersSent) res.destroy();
      else send(res, isUnavailable(err) ? storeUnavailable() : brokenServer());
    });
  };
}

async function serve(deps: RequestDeps, req: IncomingMessage, res: ServerResponse): Promise<void> {
  setSecurityHeaders(res, deps.site.secure);
  const target = requestPath(req.url);
  if (target === null) return send(res, badRequest("That is not a path of this server."));
  if (!allowsHost(deps.site, req.headers.host)) return send(res, misdirected());
  const exchange = { req, res, path: target };
  if (isApiPath(target)) return serveApi(deps, exchange);
  if (target === "/v1" || target.startsWith("/v1/")) return serveEmbedded(deps, exchange);
  if (target.startsWith("/duckdb/")) return serveDeskFile(deps, exchange);
  if (target === "/sandbox") return serveSandbox(req, res);
  return servePage(deps, exchange);
}

async function serveEmbedded({ embedded, site }: RequestDeps, { req, res }: Exchange): Promise<void> {
  if (embedded === null) return send(res, notFound());
  const { origin, host } = req.headers;
  if (origin !== undefined && !allowsOrigin(site, { origin, host })) return send(res, foreignOrigin());
  await embedded.handleRequest(req, res);
}

function serveDeskFile({ deskFolder }: RequestDeps, { req, res, path: target }: Exchange): Promise<void> {
  const versioned = req.url?.includes("?v=") ?? false;
  return serveDesk(
    { req, res },
    { folder: path.resolve(deskFolder), name: target.slice("/duckdb/".length), versioned },
  );
}

async function servePage(deps: RequestDeps, { req, res, path: target }: Exchange): Promise<void> {
  const reads = req.method === "GET" || req.method === "HEAD";
  if (!reads && !deps.development) return send(res, wrongMethod("GET, HEAD"));
  if (target.startsWith("/_next/static/")) {
    res.setHeader("Content-Security-Policy", STATIC_POLICY);
  } else {
    const page = socketOrigin(deps.site, req.headers.host ?? "");
    applyPagePolicy(req, res, { socketOrigin: page, development: deps.development });
  }
  // Replaces what a client may have sent under this name.
  req.headers["x-faults"] = deps.faults === undefined ? "off" : "on";
  if (target === "/share" || target.startsWith("/share/")) setSharedPageHeaders(res);
  await deps.nextHandler(req, res);
}

/** What a store rejects with when its disk refuses. */
