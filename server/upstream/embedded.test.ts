import { expect, onTestFinished, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import type { ResponsesServerOptions } from "../embedded/responses-server";
import { API_KEY, script, startServer } from "../embedded/testing/server";
import { embeddedProfile } from "./capabilities";
import type { CreateRequest } from "./port";
import { createResponsesUpstream, type ResponsesUpstreamOptions } from "./responses-socket";
import { Recorder } from "./testing/recorder";
import { settings as anySettings, user } from "./testing/requests";

const settings = { ...anySettings, model: "scripted" };
const never = new AbortController().signal;

/** A line to the server that Longwire ships, over a real socket. */
async function open(
  server: Partial<ResponsesServerOptions> = {},
  options: Partial<ResponsesUpstreamOptions> = {},
) {
  const embedded = await startServer(server);
  const { url } = embedded;
  const upstream = createResponsesUpstream({
    ...{ url, apiKey: () => API_KEY, profile: embeddedProfile, ...options },
  });
  onTestFinished(() => upstream.close());
  const heard = new Recorder();
  return { ...embedded, upstream, heard, line: upstream.open(heard) };
}

const request = (
  key: string,
  { chain = null, history = [], items }: { chain?: string | null; history?: Item[]; items: Item[] },
): CreateRequest => ({
  ...{ key, settings, chain, newItems: items },
  fullInput: () => [...history, ...items],
});

test("the embedded server can be probed for all that its profile says, and bills nothing for it", async () => {
  const { upstream, heard, line } = await open();
  expect(await upstream.probe("scripted")).toMatchObject({
    ...{ ws: { ok: true }, warmup: true, lanes: true, steer: true },
  });
  line.warm(settings);
  await heard.status("warm");
  expect(line.capabilities).toEqual({ warmup: true, lanes: true, steer: true });
});

test("a steered response and its successor arrive as one conversation, and an ask beside them disturbs nothing", async () => {
  const { heard, line, holds } = await open();
  const opening = user(script([{ say: "part" }, { hold: "never" }], [{ context: true }], [{ say: "end" }]));
  line.create(request("a", { items: [opening] }));
  await holds.reached("never");
  const ask = {
    model: "scripted",
    instructions: "",
    input: [user(script([{ say: "Title" }]))],
    maxOutputTokens: 99,
  };
  expect(await line.ask(ask, never)).toMatchObject({ ok: true, text: "Title" });
  expect(line.steer({ key: "a", steerId: "s1", text: "go left", successor: "b" })).toBe("sent");
  expect(await heard.ended("a")).toMatchObject({ status: "incomplete", reason: "steered" });
  const successor = await heard.ended("b");
  const [message] = successor.type === "done" ? successor.output : [];
  expect(JSON.stringify(message?.content)).toMatch(/part.*go left/);
  line.create(request("c", { chain: "b", items: [user("more")] }));
  expect(await heard.ended("c")).toMatchObject({ type: "done", output: [{ content: [{ text: "end" }] }] });
  expect((await heard.started("c")).bytes.notResent).toBeGreaterThan(0);
});

test("a steer behind open calls is in the context of the request that answers them, once", async () => {
  const { heard, line, holds } = await open();
  const opening = user(
    script([{ call: { name: "look", arguments: {} } }, { hold: "h" }], [{ context: true }]),
  );
  line.create(request("a", { items: [opening] }));
  const done = await heard.first((event) => event.type === "item_done");
  const callId = done.type === "item_done" ? done.item.call_id : "";
  await holds.reached("h");
  line.steer({ key: "a", steerId: "s1", text: "go left", successor: "never" });
  await heard.first((event) => event.type === "steer_accepted");
  holds.release("h");
  await heard.first((event) => event.type === "steer_waiting");
  const output = { type: "function_call_output", call_id: callId ?? "", output: "seen" };
  line.create(request("b", { chain: "a", items: [output] }));
  const ended = await heard.ended("b");
  const text = JSON.stringify(ended.type === "done" ? ended.output : ended.failure);
  expect(text.match(/go left/g)).toHaveLength(1);
  expect(text.indexOf("go left")).toBeLessThan(text.indexOf("seen"));
});

test("[C6] [U2] over many turns on aging sockets no caller meets the server's limit", async () => {
  const profile = { ...embeddedProfile, maxAgeMs: 200 };
  const { heard, line, upstream } = await open({ limits: { maxAgeMs: 2000 } }, { profile });
  const opening = user(script(...Array.from({ length: 12 }, () => [{ wait: 40 }, { say: "on" }])));
  let history: Item[] = [opening];
  line.create(request("k0", { items: [opening] }));
  await heard.started("k0");
  const firstAt = upstream.report().lastHandshake?.at ?? 0;
  for (let round = 1; round <= 8; round += 1) {
    const ended = await heard.ended(`k${round - 1}`);
    expect(ended).toMatchObject({ type: "done", output: [{ content: [{ text: "on" }] }] });
    if (ended.type === "done") history = [...history, ...ended.output];
    const items = [user(`turn ${round}`)];
    line.create(request(`k${round}`, { chain: `k${round - 1}`, history, items }));
    history = [...history, ...items];
  }
  expect(await heard.ended("k8")).toMatchObject({ type: "done" });
  expect(upstream.report().lastHandshake?.at).toBeGreaterThan(firstAt);
});
