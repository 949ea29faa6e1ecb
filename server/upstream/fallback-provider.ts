import type { ApiKey } from "../../lib/responses/api-key";
import { systemClock } from "../../lib/util/clock";
import { profileFor, type ProviderProfile } from "./capabilities";
import { createUpstreamWithFallback, type UpstreamWithFallback } from "./fallback";
import type { TransportReport } from "./fallback-transport";
import { httpUrl } from "./http/http-url";
import { createHttpUpstream } from "./http/responses-http";
import type { ProviderReport } from "./provider-report";
import { createResponsesUpstream, type ResponsesUpstream } from "./responses-socket";
import { withoutSecrets } from "./without-secrets";

export type ProviderOptions = {
  /** API base with any of `http`, `https`, `ws` and `wss`: each transport derives its own address. */
  url: string;
  /** Read anew for every connection over WebSocket and every request over HTTP. */
  apiKey: () => ApiKey;
  /** What differs from the preset of the host. */
  profile?: Partial<ProviderProfile>;
  /** What travels in requests and must not come back from them. */
  secrets?: readonly string[];
  /** Told when the transport changes. */
  onTransport?: (report: TransportReport) => void;
};

export type ProviderUpstream = UpstreamWithFallback &
  Pick<ResponsesUpstream, "probe"> & {
    /** For `/doctor`: plain JSON, without a credential. */
    report(): ProviderReport & { transport: TransportReport };
  };

/** The provider at an address, over WebSocket with HTTP to fall back on. Throws when `url` is not a URL. */
export function createProviderUpstream(options: ProviderOptions): ProviderUpstream {
  const { url, apiKey, profile = {}, secrets = [], onTransport } = options;
  const socket = createResponsesUpstream({ url, apiKey, profile });
  const upstream = createUpstreamWithFallback({
    socket,
    http: createHttpUpstream({ url, apiKey, profile }),
    clock: systemClock,
    hasEffects: profile.hostedTools?.some(({ type }) => type === "mcp") ?? false,
    ws: profile.ws ?? profileFor(httpUrl(url)).ws,
    ...(onTransport === undefined ? {} : { onChange: onTransport }),
  });
  return {
    ...upstream,
    ...withoutSecrets(upstream, secrets),
    probe: socket.probe,
    report: () => ({ ...socket.report(), transport: upstream.transport() }),
  };
}
