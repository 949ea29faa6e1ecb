import { randomBytes } from "node:crypto";
import type { Config } from "./config";
import type { ConfiguredProvider } from "./doctor/provider";
import { createResponsesServer } from "./embedded/responses-server";
import type { Faults } from "./faults/faults";
import type { Log } from "./host/deps";
import { keyReader } from "./key-file";
import { providerModel, type OfferedModels } from "./models";
import { createUpstreamByModel } from "./upstream/by-model";
import { embeddedProfile, profileFor, type ProviderProfile } from "./upstream/capabilities";
import { createProviderUpstream } from "./upstream/fallback-provider";
import type { Upstream } from "./upstream/port";
import { createResponsesUpstream, type ResponsesUpstream } from "./upstream/responses-socket";
import { socketUrl } from "./upstream/socket-url";

/** What is dialled for a provider, and its profile where the address no longer tells it. */
export type Reach = (url: string) => Promise<{ url: string; profile?: ProviderProfile }>;
type Means = { log: Log; reach: Reach };

export const directly: Reach = async (url) => ({ url });

export const throughFaults =
  (faults: Faults): Reach =>
  async (url) => ({ url: await faults.proxied(url), profile: profileFor(socketUrl(url)) });

/** The lines to every model. */
export type Lines = {
  upstream: Upstream;
  /** Those that the settings name. */
  providers: readonly ConfiguredProvider[];
  embedded: Pick<ResponsesUpstream, "report">;
  close(): Promise<void>;
};

/** The embedded models, and beside them the provider that the settings name: each request goes where its model is. */
export async function openUpstream(config: Config, offered: OfferedModels, means: Means): Promise<Lines> {
  const embedded = await openEmbedded(offered, means);
  if (config.upstream === null) return embedded;
  const { url, apiKey } = config.upstream;
  const reached = await means.reach(url);
  const { tools, secrets } = config.hosted;
  const remote = createProviderUpstream({
    ...{ url: reached.url, profile: { ...reached.profile, hostedTools: tools }, secrets },
    apiKey: keyReader(apiKey),
    onTransport: (report) =>
      means.log.warn({ reason: report.why ?? report.transport }, "the provider's transport changed"),
  });
  const providerOf = (model: string): Upstream => (offered.isEmbedded(model) ? embedded.upstream : remote);
  const close = async (): Promise<void> => {
    await remote.close();
    await embedded.close();
  };
  const provider = {
    upstream: remote,
    host: new URL(url).host,
    model: providerModel(config, offered.models),
  };
  return {
    ...{ embedded: embedded.embedded, providers: [provider], close },
    upstream: createUpstreamByModel([remote, embedded.upstream], providerOf),
  };
}

/** The embedded server is dialled over a loopback socket like any other provider, under a key of this process. */
async function openEmbedded(offered: OfferedModels, { log, reach }: Means): Promise<Lines> {
  const apiKey = randomBytes(32).toString("base64url");
  const server = createResponsesServer({
    apiKey,
    ...offered,
    onError: (err) => log.error({ err }, "model failed"),
  });
  const { url } = await reach((await server.listen()).url);
  const upstream = createResponsesUpstream({ url, apiKey: () => apiKey, profile: embeddedProfile });
  const close = async (): Promise<void> => {
    await upstream.close();
    await server.close();
  };
  return { upstream, providers: [], embedded: upstream, close };
}
