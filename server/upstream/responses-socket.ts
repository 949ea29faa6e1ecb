import { profileFor, type ProviderProfile } from "./capabilities";
import { systemClock, type Clock } from "../../lib/util/clock";
import type { Socket } from "./dial";
import { defaultLimits, type Limits } from "./limits";
import type { Upstream } from "./port";
import { ResponsesLine } from "./responses-line";
import { socketUrl } from "./socket-url";

export type ResponsesUpstreamOptions = {
  /** API base such as `https://host/v1` or `ws://127.0.0.1:1234/v1`; `/responses` is added unless it is there. */
  url: string;
  /** Read anew for every handshake. Null is fine for a loopback host only. */
  apiKey: () => string | null;
  /** Times that differ from the defaults. */
  limits?: Partial<Limits>;
  /** What differs from the preset of the host; `embeddedProfile` for the server that Longwire ships. */
  profile?: Partial<ProviderProfile>;
  clock?: Clock;
  /** In [0, 1); spreads repeated handshakes. */
  random?: () => number;
};

/** A provider that speaks the Responses API WebSocket mode. Throws when `url` is not a URL. */
export function createResponsesUpstream(options: ResponsesUpstreamOptions): Upstream {
  const url = socketUrl(options.url);
  const lines = new Set<ResponsesLine>();
  const sockets = new Set<Promise<void>>();
  const onSocket = ({ closed }: Socket): void => {
    sockets.add(closed);
    void closed.then(() => sockets.delete(closed));
  };
  const lineOptions = {
    url,
    apiKey: options.apiKey,
    limits: { ...defaultLimits, ...options.limits },
    profile: { ...profileFor(url), ...options.profile },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    onSocket,
    onClosed: (line: ResponsesLine) => void lines.delete(line),
  };
  return {
    open: (listener) => {
      const line = new ResponsesLine(lineOptions, listener);
      lines.add(line);
      return line;
    },
    close: async () => {
      for (const line of [...lines]) line.close();
      await Promise.all(sockets);
    },
  };
}
