/** The socket's address under an API base such as `https://host/v1`; a base may already end in `/responses`. */
export function socketUrl(base: string): URL {
  const url = new URL(base);
  url.protocol = url.protocol === "https:" || url.protocol === "wss:" ? "wss:" : "ws:";
  const path = trimEnd(url.pathname);
  url.pathname = path.endsWith("/responses") ? path : `${path}/responses`;
  return url;
}

export function isLoopback(url: URL): boolean {
  return url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(url.hostname);
}

const trimEnd = (path: string): string => (path.endsWith("/") ? trimEnd(path.slice(0, -1)) : path);

/** The address as it may be shown: without login, query and fragment. */
export function reportedUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
