import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { FRAME_DOCUMENT, FRAME_SCRIPT } from "../../lib/sandbox/frame-document";
import { send, wrongMethod } from "./reply";

const digest = createHash("sha256").update(FRAME_SCRIPT).digest("base64");

/**
 * The policy of the frame, which its `blob:` worker inherits: an origin of its own even when it is opened by itself,
 * one script known by its hash, and nothing that loads, connects, submits or embeds. A hash and no nonce, because a
 * nonce can be read where it is used. `eval` stays forbidden: code comes as a script of its own.
 */
export const SANDBOX_POLICY = [
  "sandbox allow-scripts",
  "default-src 'none'",
  `script-src 'sha256-${digest}' blob:`,
  "worker-src blob:",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

const FEATURES = [
  "accelerometer",
  "autoplay",
  "browsing-topics",
  "camera",
  "clipboard-read",
  "clipboard-write",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "gamepad",
  "geolocation",
  "gyroscope",
  "hid",
  "idle-detection",
  "local-fonts",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "storage-access",
  "usb",
  "window-management",
  "xr-spatial-tracking",
];

const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": SANDBOX_POLICY,
  "X-Frame-Options": "SAMEORIGIN",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": FEATURES.map((name) => `${name}=()`).join(", "),
};

const BODY = Buffer.from(FRAME_DOCUMENT);

/** Serves the document in whose worker code of the model runs. It is the same for everybody and holds no secret. */
export function serveSandbox(req: IncomingMessage, res: ServerResponse): void {
  if (req.method !== "GET" && req.method !== "HEAD") return send(res, wrongMethod("GET, HEAD"));
  // It asks for a process by origin, and this document has none; browsers complain.
  res.removeHeader("Origin-Agent-Cluster");
  send(res, { status: 200, body: BODY, headers: HEADERS });
}
