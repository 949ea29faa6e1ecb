import { HttpProvider, type HttpReply } from "../testing/http-provider";
import type { Reply } from "../testing/reply";
import { upstreamContract } from "../upstream.contract";
import { createHttpUpstream } from "./responses-http";

upstreamContract("the responses client over HTTP", async () => {
  const provider = await HttpProvider.start();
  const upstream = createHttpUpstream({ url: provider.url, apiKey: () => null });
  return {
    upstream,
    reply: (...replies) => void provider.replies.push(...replies.map(overHttp)),
    requests: () => provider.requests.map(({ body }) => body),
    close: async () => {
      await upstream.close();
      await provider.close();
    },
  };
});

function overHttp(reply: Reply): HttpReply {
  if (reply.type === "script") throw new Error("a script needs a socket");
  return reply;
}
