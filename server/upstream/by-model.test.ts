import { afterEach, expect, onTestFinished, test } from "vitest";
import { windowItem } from "../../lib/responses/sealed-item";
import { createUpstreamByModel } from "./by-model";
import { embeddedProfile } from "./capabilities";
import { createHttpUpstream } from "./http/responses-http";
import type { Upstream } from "./port";
import { createResponsesUpstream } from "./responses-socket";
import { HttpProvider, WINDOW } from "./testing/http-provider";
import { answer, messageItem } from "./testing/reply";
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

test("[C37] encrypted reasoning stays with the provider that made it", async () => {
  const here = await openProvider();
  const there = await openProvider();
  const routed = createUpstreamByModel([here.upstream, there.upstream], (model) =>
    model === "there" ? there.upstream : here.upstream,
  );
  const reasoning = { type: "reasoning", id: "rs_1", summary: [], encrypted_content: "made here" };
  here.provider.replies.push({
    type: "script",
    run: ({ socket, id }) => {
      for (const frame of answer(id, [reasoning, messageItem(id, "one")])) socket.send(JSON.stringify(frame));
    },
  });
  const heard = new Recorder();
  const line = routed.open(heard);
  line.create(opens("a"));
  const first = await heard.ended("a");
  const history = [user("hello"), ...(first.type === "done" ? first.output : [])];
  const elsewhere = { ...settings, model: "there" };
  line.create({ ...continues("b", "a", history, [user("more")]), settings: elsewhere });
  await heard.ended("b");
  line.create(continues("c", "b", history, [user("back")]));
  await heard.ended("c");
  const typesSent = (body: Record<string, unknown> | undefined): unknown[] =>
    Array.isArray(body?.input) ? body.input.map((item: { type?: string }) => item.type ?? "user") : [];
  expect(typesSent(there.provider.requests[0]?.body)).toEqual(["user", "message", "user"]);
  expect(typesSent(here.provider.requests.at(-1)?.body)).toEqual(["user", "reasoning", "message", "user"]);
});

test("[C37] a window that one provider has made is not sent to another, which gets the plain items", async () => {
  const here = await HttpProvider.start();
  const there = await openProvider();
  const compacting = createHttpUpstream({
    ...{ url: here.url, apiKey: () => null },
    profile: { compaction: { inline: false, endpoint: true } },
  });
  upstreams.push(compacting);
  onTestFinished(() => here.close());
  const routed = createUpstreamByModel([compacting, there.upstream], (model) =>
    model === "there" ? there.upstream : compacting,
  );
  const heard = new Recorder();
  const line = routed.open(heard);
  const request = { model: "m", instructions: "", input: [user("hello")], withinMs: 60_000 };
  const { signal } = new AbortController();
  expect(await line.compact?.({ ...request, model: "there" }, signal)).toEqual({ ok: false, failure: null });
  const made = await line.compact?.(request, signal);
  const history = [user("hello"), windowItem(made?.ok ? made.output : []), user("more")];
  for (const model of ["there", "m"]) {
    line.create({ ...opens(model, history), settings: { ...settings, model } });
    await heard.ended(model);
  }
  expect(there.provider.requests[0]?.body.input).toEqual([user("hello"), user("more")]);
  expect(here.requests[0]?.body.input).toEqual([...WINDOW, user("more")]);
});
