import type { ServerResponse } from "node:http";

/** What every answer carries, whoever writes its body. */
const ALWAYS: Record<string, string> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Origin-Agent-Cluster": "?1",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-DNS-Prefetch-Control": "off",
  "Permissions-Policy":
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=(), midi=(), browsing-topics=()",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

const SHARED: Record<string, string> = {
  "X-Robots-Tag": "noindex, nofollow, noarchive",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-store",
};

const HSTS = "max-age=31536000";

export function setSecurityHeaders(res: ServerResponse, secure: boolean): void {
  for (const [name, value] of Object.entries(ALWAYS)) res.setHeader(name, value);
  if (secure) res.setHeader("Strict-Transport-Security", HSTS);
}

/** A shared session is for whoever holds its link: not for search engines, caches or other sites' logs. */
export function setSharedPageHeaders(res: ServerResponse): void {
  for (const [name, value] of Object.entries(SHARED)) res.setHeader(name, value);
}
