import { expect, test } from "vitest";
import { createProviderUpstream } from "./fallback-provider";
import { HttpProvider } from "./testing/http-provider";
import { Recorder } from "./testing/recorder";
import { opens } from "./testing/requests";

const cases = ["http", "ws"].flatMap((scheme) => [
  { scheme, upgrades: "serve" as const, transport: "websocket" },
  { scheme, upgrades: 426, transport: "http" },
]);

test.each(cases)(
  "[C4] an address with $scheme serves over $transport when the handshake meets $upgrades",
  async ({ scheme, upgrades, transport }) => {
    const provider = await HttpProvider.start();
    provider.upgrades = upgrades;
    const told: string[] = [];
    const upstream = createProviderUpstream({
      url: provider.url.replace("http", scheme),
      apiKey: () => "sk-very-secret-value",
      onTransport: (report) => told.push(report.transport),
    });
    const heard = new Recorder();
    upstream.open(heard).create(opens("a"));
    expect(await heard.ended("a")).toMatchObject({ type: "done" });
    expect(upstream.report()).toMatchObject({ transport: { transport }, lastHandshake: {} });
    expect(told).toEqual(transport === "http" ? ["http"] : []);
    expect(JSON.stringify(upstream.report())).not.toContain("secret");
    await upstream.close();
    await provider.close();
  },
);

test("a provider whose preset has no WebSocket mode begins over HTTP", () => {
  const options = { url: "https://openrouter.ai/api/v1", apiKey: () => null };
  expect(createProviderUpstream(options).transport()).toMatchObject({ transport: "http", retryAt: null });
  const set = createProviderUpstream({ ...options, profile: { ws: true } });
  expect(set.transport()).toMatchObject({ transport: "websocket" });
});
