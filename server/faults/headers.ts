import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** Headers of one hop, which each end makes for itself. */
const ONE_HOP =
  /^(connection|host|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade|sec-websocket-.*)$/;

export function endToEnd(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || ONE_HOP.test(name) ? [] : [[name, value] as const],
    ),
  );
}

/** The same as lines, repeated ones included. */
export function headerLines({ rawHeaders }: IncomingMessage): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (!ONE_HOP.test(name.toLowerCase())) lines.push(`${name}: ${rawHeaders[at + 1] ?? ""}`);
  }
  return lines;
}
