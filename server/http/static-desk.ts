import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { notFound, send, wrongMethod } from "./reply";

/** A worker obeys the policy of its own script: with this one, SQL in it reaches no server, not even ours. */
export const WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src blob:";

const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*\.(js|wasm)$/;
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};
const ENCODINGS = [
  { name: "br", extension: ".br" },
  { name: "gzip", extension: ".gz" },
] as const;

type Variant = { file: string; encoding: string | null; size: number; tag: string };

/** Serves the database's worker and engine from `folder`. `name` is what follows `/duckdb/` in the path. */
export async function serveDesk(
  request: { req: IncomingMessage; res: ServerResponse },
  file: { folder: string; name: string; versioned: boolean },
): Promise<void> {
  const { req, res } = request;
  if (req.method !== "GET" && req.method !== "HEAD") return send(res, wrongMethod("GET, HEAD"));
  if (!FILE_NAME.test(file.name)) return send(res, notFound());
  const variant = await variantOf(path.join(file.folder, file.name), req.headers["accept-encoding"] ?? "");
  if (variant === null) return send(res, notFound());
  setFileHeaders(res, { ...file, variant });
  if (req.headers["if-none-match"] === variant.tag) {
    res.writeHead(304).end();
    return;
  }
  res.writeHead(200, { "Content-Length": variant.size });
  if (req.method === "HEAD") res.end();
  else await pipeline(createReadStream(variant.file), res);
}

function setFileHeaders(
  res: ServerResponse,
  { name, versioned, variant }: { name: string; versioned: boolean; variant: Variant },
): void {
  res.setHeader("Content-Security-Policy", WORKER_POLICY);
  res.setHeader("Content-Type", TYPES[path.extname(name)] ?? "application/octet-stream");
  res.setHeader("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "public, no-cache");
  res.setHeader("ETag", variant.tag);
  res.setHeader("Vary", "Accept-Encoding");
  if (variant.encoding !== null) res.setHeader("Content-Encoding", variant.encoding);
}

async function variantOf(file: string, accepted: string): Promise<Variant | null> {
  const candidates = [
    ...ENCODINGS.filter(({ name }) => accepts(accepted, name)).map(({ name, extension }) => ({
      file: file + extension,
      encoding: name,
    })),
    { file, encoding: null },
  ];
  for (const candidate of candidates) {
    const found = await stat(candidate.file).catch(() => null);
    if (found?.isFile() !== true) continue;
    const tag = `"${found.size.toString(36)}-${Math.trunc(found.mtimeMs).toString(36)}"`;
    return { ...candidate, size: found.size, tag };
  }
  return null;
}

function accepts(header: string, encoding: string): boolean {
  return header.split(",").some((entry) => {
    const [name, ...parameters] = entry.split(";").map((part) => part.trim().toLowerCase());
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
