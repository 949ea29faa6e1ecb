import { decodeEntities } from "./entities";

export type LinkTarget = { href: string; host: string };

const ALLOWED = new Set(["https:", "http:", "mailto:"]);

/** An absolute address that may be opened, and the host a person should see; null when it may not. */
export function linkTarget(href: string): LinkTarget | null {
  const address = decodeEntities(href).trim();
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!ALLOWED.has(url.protocol)) return null;
  if (url.protocol === "mailto:") return { href: url.href, host: url.pathname };
  if (url.username !== "" || url.password !== "") return null;
  return { href: url.href, host: url.host };
}
