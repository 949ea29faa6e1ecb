import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

const NONCE_BYTES = 16;

export type PolicyInput = { nonce: string; socketOrigin: string; development: boolean };

/** The policy of a page: scripts by nonce, nothing from elsewhere. Development adds what hot reload needs. */
export function pagePolicy({ nonce, socketOrigin, development }: PolicyInput): string {
  const evaluated = development ? " 'unsafe-eval'" : "";
  const styles = development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'${evaluated}`,
    "worker-src 'self'",
    // Every page of ours refuses to be framed but the code sandbox.
    "frame-src 'self'",
    // Older Safari does not take `'self'` to mean the socket's scheme.
    `connect-src 'self' ${socketOrigin}`,
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `style-src ${styles}`,
    "style-src-attr 'unsafe-inline'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Static files run as workers at most, and a worker obeys the policy of its own script. */
export const STATIC_POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; frame-ancestors 'none'";

const REPORT_ONLY = "require-trusted-types-for 'script'";

/**
 * Gives one page response its own nonce. It travels to the renderer in the request's headers, where
 * whatever the client sent under these names is replaced.
 */
export function applyPagePolicy(
  req: IncomingMessage,
  res: ServerResponse,
  page: Omit<PolicyInput, "nonce">,
): void {
  const nonce = randomBytes(NONCE_BYTES).toString("base64");
  const policy = pagePolicy({ ...page, nonce });
  req.headers["content-security-policy"] = policy;
  req.headers["x-nonce"] = nonce;
  delete req.headers["content-security-policy-report-only"];
  res.setHeader("Content-Security-Policy", policy);
  if (!page.development) res.setHeader("Content-Security-Policy-Report-Only", REPORT_ONLY);
}
