import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const root = path.join(here, "..", "..");

const PAGE_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src-attr 'unsafe-inline'";
const DUCKDB_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src blob:";
const TYPES: Record<string, string> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".html": "text/html",
};
const HTML =
  '<!doctype html><title>desk</title><body><main id="chart"></main><script type="module" src="/bundle/page.js"></script>';

/** A page with the desk, on an origin of its own, and what was asked of that origin beside its files. */
export type DeskServer = { origin: string; stray: string[]; close: () => Promise<void> };

async function fileOf(pathname: string, bundle: string): Promise<Buffer | undefined> {
  if (pathname === "/") return Buffer.from(HTML);
  const folder = pathname.startsWith("/bundle/") ? bundle : path.join(root, "public");
  const inside = pathname.startsWith("/bundle/") ? pathname.slice("/bundle".length) : pathname;
  const served = /^\/(?:bundle|duckdb|samples)\/[\w.-]+$/.test(pathname);
  return served ? readFile(path.join(folder, inside)).catch(() => undefined) : undefined;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  found: { bundle: string; stray: string[] },
) {
  const { pathname } = new URL(request.url ?? "/", "http://desk");
  const body = await fileOf(pathname, found.bundle);
  if (body === undefined) {
    if (pathname !== "/favicon.ico") found.stray.push(`${request.method} ${pathname}`);
    response.writeHead(404).end("secret");
    return;
  }
  response.setHeader(
    "content-security-policy",
    pathname.startsWith("/duckdb/") ? DUCKDB_POLICY : PAGE_POLICY,
  );
  // As the product serves them: a second page has them already.
  if (pathname.startsWith("/duckdb/")) response.setHeader("cache-control", "public, max-age=3600");
  response.setHeader(
    "content-type",
    TYPES[pathname === "/" ? ".html" : path.extname(pathname)] ?? "text/plain",
  );
  response.end(body);
}

async function bundlePage(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "desk-page-"));
  await build({
    entryPoints: [path.join(here, "page.ts")],
    bundle: true,
    splitting: true,
    format: "esm",
    outdir: folder,
    logLevel: "error",
  });
  return folder;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

export async function startDeskServer(): Promise<DeskServer> {
  const bundle = await bundlePage();
  const stray: string[] = [];
  const server = createServer((request, response) => void answer(request, response, { bundle, stray }));
  const origin = await listen(server);
  return {
    origin,
    stray,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(bundle, { recursive: true, force: true });
    },
  };
}

/** An origin that only writes down who called. */
export async function startCollector(): Promise<DeskServer> {
  const stray: string[] = [];
  const server = createServer((request, response) => {
    stray.push(`${request.method} ${request.url}`);
    response.setHeader("access-control-allow-origin", "*");
    response.end("collected");
  });
  const origin = await listen(server);
  return {
    origin,
    stray,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
