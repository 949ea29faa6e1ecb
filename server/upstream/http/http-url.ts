import { socketUrl } from "../socket-url";

/** Where to post under an API base such as `https://host/v1` or `wss://host/v1`; it may already end in `/responses`. */
export function httpUrl(base: string): URL {
  const url = socketUrl(base);
  url.protocol = url.protocol === "wss:" ? "https:" : "http:";
  return url;
}

/** Where a context is compacted, beside the address of the responses. */
export function compactUrl(responses: URL): URL {
  const url = new URL(responses);
  url.pathname += "/compact";
  return url;
}
