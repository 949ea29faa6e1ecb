import type { ApiKey } from "../../lib/responses/api-key";
import { systemClock, type Clock } from "../../lib/util/clock";
import { profileFor, type ProviderProfile } from "./capabilities";
import { dial, type Socket } from "./dial";
import { Knowledge } from "./knowledge";
import { defaultLimits, type Limits } from "./limits";
import { SocketPool } from "./pool";
import type { Upstream } from "./port";
import { probe, type ProbeResult } from "./probe";
import type { ProviderReport } from "./provider-report";
import { ResponsesLine } from "./responses-line";
import { isLoopback, socketUrl } from "./socket-url";

export type ResponsesUpstreamOptions = {
  /** API base such as `https://host/v1` or `ws://127.0.0.1:1234/v1`; `/responses` is added unless it is there. */
  url: string;
  /** Read anew for every handshake. Null is fine for a loopback host only. */
  apiKey: () => ApiKey;
  /** Times that differ from the defaults. */
  limits?: Partial<Limits>;
  /** What differs from the preset of the host; `embeddedProfile` for the server that Longwire ships. */
  profile?: Partial<ProviderProfile>;
  /** Sockets opened ahead of the lines that will need them. 2 by default, none on loopback. */
  poolSize?: number;
  clock?: Clock;
  /** In [0, 1); spreads repeated handshakes. */
  random?: () => number;
  /** Opens a socket; a real one by itself. */
  dial?: typeof dial;
};

export type ResponsesUpstream = Upstream & {
  report(): ProviderReport;
  /** Finds out what the provider can do, with warm-ups of `model` at most, and remembers it. Never rejects. */
  probe(model: string): Promise<ProbeResult>;
};

/** A provider that speaks the Responses API WebSocket mode. Throws when `url` is not a URL. */
export function createResponsesUpstream(options: ResponsesUpstreamOptions): ResponsesUpstream {
  const url = socketUrl(options.url);
  const clock = options.clock ?? systemClock;
  const lines = new Set<ResponsesLine>();
  const sockets = new Set<Socket>();
  const onSocket = (socket: Socket): void => {
    sockets.add(socket);
    void socket.closed.then(() => sockets.delete(socket));
  };
  const knowledge = new Knowledge(profileFor(url), options.profile ?? {}, clock);
  const handshake = {
    ...{ url, apiKey: options.apiKey, clock, knowledge, onSocket, dial: options.dial ?? dial },
    limits: { ...defaultLimits, ...options.limits },
    random: options.random ?? Math.random,
  };
  const pool = new SocketPool(handshake, options.poolSize ?? (isLoopback(url) ? 0 : 2));
  return {
    open: (listener) => {
      const onClosed = (closed: ResponsesLine): void => void lines.delete(closed);
      const line = new ResponsesLine({ ...handshake, pool, onClosed }, listener);
      lines.add(line);
      return line;
    },
    report: () => {
      const live = [...lines].filter(({ status }) => status === "warm").length;
      return knowledge.report(url, { live, pooled: pool.count });
    },
    probe: (model) => probe(handshake, model),
    close: async () => {
      pool.close();
      for (const line of [...lines]) line.close();
      const all = [...sockets];
      for (const socket of all) socket.close();
      await Promise.all(all.map(({ closed }) => closed));
    },
  };
}
