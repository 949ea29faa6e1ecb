import { afterEach, expect, test } from "vitest";
import { createUpstreamByModel } from "./by-model";
import { embeddedProfile } from "./capabilities";
import type { Upstream } from "./port";
import { createResponsesUpstream } from "./responses-socket";
import { Recorder } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";
import { ScriptedProvider } from "./testing/scripted-provider";
import { upstreamContract } from "./upstream.contract";

const providers: ScriptedProvider[] = [];
const upstreams: Upstream[] = [];

afterEach(async () => {
  for (const upstream of upstreams.splice(0)) await upstream.close();
  for (const provider of providers.splice(0)) await provider.close();
});

async function openProvider(): Promise<{ provider: ScriptedProvider; upstream: Upstream }> {
  const provider = await ScriptedProvider.start();
  const upstream = createResponsesUpstream({
    url: provider.url,
    apiKey: () => null,
    profile: embeddedProfile,
  });
  providers.push(provider);
  upstreams.push(upstream);
  return { provider, upstream };
}

upstreamContract("several providers by model", async () => {
  const { provider, upstream } = await openProvider();
  const routed = createUpstreamByModel([upstream], () => upstream);
  return {
    upstream: routed,
    reply: (...replies) => void provider.replies.push(...replies),
    requests: () => provider.requests.map(({ body }) => body).filter((body) => body.generate !== false),
    close: () => routed.close(),
  };
});

test("a changed model goes to its own provider with the whole input", async () => {
  const here = await openProvider();
  const there = await openProvider();
  const routed = createUpstreamByModel([here.upstream, there.upstream], (model) =>
    model === "there" ? there.upstream : here.upstream,
  );
  here.provider.replies.push({ type: "text", text: "one" });
  there.provider.replies.push({ type: "text", text: "two" });
  const heard = new Recorder();
  const line = routed.open(heard);
  line.create(opens("a"));
  await heard.ended("a");
  line.create({
    ...continues("b", "a", [user("hello")], [user("and now?")]),
    settings: { ...settings, model: "there" },
  });
  await heard.ended("b");
  const [request] = there.provider.requests;
  expect(request?.body.previous_response_id ?? null).toBeNull();
  expect(request?.body.model).toBe("there");
  expect(request?.body.input).toHaveLength(2);
});
