import { embeddedProfile } from "./capabilities";
import { createResponsesUpstream } from "./responses-socket";
import { ScriptedProvider } from "./testing/scripted-provider";
import { upstreamContract } from "./upstream.contract";

upstreamContract("the responses socket", async () => {
  const provider = await ScriptedProvider.start();
  const upstream = createResponsesUpstream({
    url: provider.url,
    apiKey: () => null,
    profile: embeddedProfile,
  });
  return {
    upstream,
    reply: (...replies) => void provider.replies.push(...replies),
    requests: () => provider.requests.map(({ body }) => body).filter((body) => body.generate !== false),
    close: async () => {
      await upstream.close();
      await provider.close();
    },
  };
});
