/**
 * The path of a request target, without its query. Null for the absolute and `//host` forms and for
 * backslashes, which routers behind this one might take for another server's address.
 */
export function requestPath(url: string | undefined): string | null {
  if (url === undefined || !url.startsWith("/") || url.startsWith("//") || url.includes("\\")) return null;
  return url.split("?", 1)[0] ?? null;
}
