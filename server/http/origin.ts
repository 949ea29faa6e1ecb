/** The addresses under which this server may be used, as browsers write them. */
type Addresses = { origins: ReadonlySet<string>; hosts: ReadonlySet<string> };

export type Site = {
  loopback: Addresses;
  outside: Addresses;
  publicOrigin: string | null;
  /** Browsers reach the server over https: cookies are `Secure`, sockets `wss`. */
  secure: boolean;
};

const LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]"];
const DEFAULT_PORTS: Record<string, string> = { "http:": "80", "https:": "443" };

/**
 * `ownAddresses` are the IPs that the server is bound to; they count only where no public origin is
 * named. `port` is the one really listened on.
 */
export function siteOf(input: {
  publicOrigin: string | null;
  port: number;
  ownAddresses: readonly string[];
}): Site {
  const http = (name: string) => `http://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}`;
  const own = input.ownAddresses.map((address) => `${http(address)}:${input.port}`);
  return {
    loopback: addressesOf(LOOPBACK_NAMES.map((name) => `http://${name}:${input.port}`)),
    outside: addressesOf(input.publicOrigin === null ? own : [input.publicOrigin]),
    publicOrigin: input.publicOrigin,
    secure: input.publicOrigin?.startsWith("https:") ?? false,
  };
}

/** A foreign name in `Host` is DNS rebinding: a page elsewhere that points its own name at this server. */
export function allowsHost(site: Site, host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.toLowerCase();
  return site.loopback.hosts.has(name) || site.outside.hosts.has(name);
}

/** Exact match. A page on this machine may use the loopback names only, never the outside address. */
export function allowsOrigin(
  site: Site,
  from: { origin: string | undefined; host: string | undefined },
): boolean {
  if (from.origin === undefined) return false;
  if (site.outside.origins.has(from.origin)) return true;
  return site.loopback.origins.has(from.origin) && site.loopback.hosts.has(from.host?.toLowerCase() ?? "");
}

/** What a page of this site opens its socket to. `host` has passed `allowsHost`. */
export function socketOrigin(site: Site, host: string): string {
  const page =
    site.publicOrigin !== null && !site.loopback.hosts.has(host) ? site.publicOrigin : `http://${host}`;
  return page.replace(/^http/, "ws");
}

function addressesOf(origins: readonly string[]): Addresses {
  const urls = origins.map((origin) => new URL(origin));
  return {
    origins: new Set(urls.map((url) => url.origin)),
    hosts: new Set(
      urls.flatMap((url) => [url.host, `${url.hostname}:${url.port || DEFAULT_PORTS[url.protocol]}`]),
    ),
  };
}
