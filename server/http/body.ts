import type { IncomingMessage } from "node:http";
import { isRecord, parseJson } from "../../lib/util/json";

export const MAX_BODY_BYTES = 65_536;

export type JsonBody =
  { ok: true; body: Record<string, unknown> } | { ok: false; reason: "too_large" | "not_json" };

/** Reads a JSON object. An empty body counts as `{}`; a larger one than 64 KiB is not read to its end. */
export async function readJsonBody(req: IncomingMessage): Promise<JsonBody> {
  if (!hasBody(req)) return { ok: true, body: {} };
  const type = req.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") return { ok: false, reason: "not_json" };
  const bytes = await readBytes(req);
  if (bytes === null) return { ok: false, reason: "too_large" };
  const body = bytes.length === 0 ? {} : parseJson(bytes.toString("utf8"));
  return isRecord(body) ? { ok: true, body } : { ok: false, reason: "not_json" };
}

export const hasBody = (req: IncomingMessage): boolean =>
  req.headers["transfer-encoding"] !== undefined || Number(req.headers["content-length"] ?? 0) > 0;

async function readBytes(req: IncomingMessage): Promise<Buffer | null> {
  if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return null;
  const parts: Buffer[] = [];
  let size = 0;
  // Leaving an ordinary loop early would destroy the socket, and the answer with it.
  for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
