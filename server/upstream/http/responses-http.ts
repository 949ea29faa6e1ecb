import type { ApiKey } from "../../../lib/responses/api-key";
import { systemClock, type Clock } from "../../../lib/util/clock";
import { profileFor, type ProviderProfile } from "../capabilities";
import type { Upstream } from "../port";
import { HttpLine } from "./http-line";
import { httpUrl } from "./http-url";
import { defaultHttpLimits, type HttpLimits } from "./limits";

export type HttpUpstreamOptions = {
  /** API base such as `https://host/v1` or `wss://host/v1`; `/responses` is added unless it is there. */
  url: string;
  /** Read anew for every request. Null is fine for a loopback host only. */
  apiKey: () => ApiKey;
  /** Limits that differ from the defaults. */
  limits?: Partial<HttpLimits>;
  /** What differs from the preset of the host. */
  profile?: Partial<Pick<ProviderProfile, "include" | "hostedTools" | "authStyle" | "compaction">>;
  clock?: Clock;
  /** In [0, 1); spreads repeated requests. */
  random?: () => number;
};

/**
 * A provider that speaks the Responses API over `POST` and server-sent events. Every request carries the whole input
 * with `store: false`, so that nothing depends on what the provider kept. Throws when `url` is not a URL.
 */
export function createHttpUpstream(options: HttpUpstreamOptions): Upstream {
  const url = httpUrl(options.url);
  const { include, hostedTools, authStyle, compaction } = { ...profileFor(url), ...options.profile };
  const lines = new Set<HttpLine>();
  const sockets = new Set<Promise<void>>();
  const onSocket = (closed: Promise<void>): void => {
    sockets.add(closed);
    void closed.then(() => sockets.delete(closed));
  };
  const lineOptions = {
    ...{ url, apiKey: options.apiKey, onSocket },
    limits: { ...defaultHttpLimits, ...options.limits },
    profile: { include, hostedTools },
    compaction: { endpoint: compaction.endpoint },
    authStyle,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onClosed: (line: HttpLine) => void lines.delete(line),
  };
  return {
    open: (listener) => {
      const line = new HttpLine(lineOptions, listener);
      lines.add(line);
      return line;
    },
    close: async () => {
      for (const line of [...lines]) line.close();
      await Promise.all(sockets);
    },
  };
}
