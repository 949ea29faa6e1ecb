import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { STATUS_CODES } from "node:http";
import { errorBody, type RequestError } from "./errors";

export function answerJson(
  res: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, {
    ...headers,
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  res.end(text);
}

export function answerError(res: ServerResponse, error: RequestError): void {
  answerJson(res, error.status, errorBody(error), error.headers ?? {});
}

/** Answers an upgrade with plain HTTP: the socket never becomes a WebSocket. */
export function refuseUpgrade(socket: Duplex, error: RequestError): void {
  const body = JSON.stringify(errorBody(error));
  const lines = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? "Refused"}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    ...Object.entries(error.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.on("error", () => socket.destroy());
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

/** The body as text, or "too_large" / "gone". */
export async function readBody(
  req: IncomingMessage,
  maxBytes: number,
): Promise<{ text: string } | "too_large" | "gone"> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    // A destroyed request could not be answered any more.
    for await (const part of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > maxBytes) return "too_large";
      parts.push(part);
    }
  } catch {
    return "gone";
  }
  return { text: Buffer.concat(parts).toString("utf8") };
}
