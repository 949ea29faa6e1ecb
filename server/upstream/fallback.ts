import type { Clock } from "../../lib/util/clock";
import { FallbackLine } from "./fallback-line";
import { Transport, type TransportReport } from "./fallback-transport";
import type { Upstream } from "./port";

export type FallbackOptions = {
  /** The same provider twice: over its WebSocket mode, and over HTTP. */
  socket: Upstream;
  http: Upstream;
  clock: Clock;
  /** How long new lines stay with HTTP before one of them tries the WebSocket again. */
  cooldownMs?: number;
  /** False: the provider is known to have no WebSocket mode, and it is never tried. */
  ws?: boolean;
  /** Whether a request may do more elsewhere than answer: then none of unknown outcome is sent again. */
  hasEffects?: boolean;
  /** Told when the provider's transport changes. */
  onChange?: (report: TransportReport) => void;
};

export type UpstreamWithFallback = Upstream & { transport(): TransportReport };

const tenMinutes = 600_000;

/**
 * A provider over its WebSocket mode, and over HTTP where it turns out to have none. A line that has turned to HTTP
 * stays there; new lines follow it until, after the cooldown, one of them finds the WebSocket working again.
 */
export function createUpstreamWithFallback(options: FallbackOptions): UpstreamWithFallback {
  const {
    socket,
    http,
    clock,
    cooldownMs = tenMinutes,
    ws = true,
    hasEffects = false,
    onChange = () => undefined,
  } = options;
  const transport = new Transport({ clock, cooldownMs, ws, hasEffects, onChange });
  return {
    open: (listener) => new FallbackLine({ socket, http, transport }, listener),
    transport: () => transport.report,
    close: async () => {
      await Promise.all([socket.close(), http.close()]);
    },
  };
}
