import { expect, test } from "vitest";
import { canSteer, embeddedProfile, profileFor } from "./capabilities";
import { isLoopback, socketUrl } from "./socket-url";

test("an API base becomes the address of its socket", () => {
  const bases = [
    ["https://host/v1", "wss://host/v1/responses"],
    ["http://127.0.0.1:1234/v1/", "ws://127.0.0.1:1234/v1/responses"],
    ["ws://localhost:1/v1/responses", "ws://localhost:1/v1/responses"],
    ["wss://host/openai/v1?a=b", "wss://host/openai/v1/responses?a=b"],
  ] as const;
  for (const [base, url] of bases) expect(socketUrl(base).href).toBe(url);
});

test("only this machine counts as loopback", () => {
  const hosts = [
    "http://localhost",
    "http://127.0.0.1",
    "http://[::1]",
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
  ];
  expect(hosts.map((host) => isLoopback(socketUrl(host)))).toEqual([true, true, true, false, false]);
});

test("[C6] a preset applies to its host and what lies under it; others get the careful defaults", () => {
  const minutes = (host: string): number => profileFor(socketUrl(`https://${host}/v1`)).maxAgeMs / 60_000;
  expect(
    ["api.openai.com", "mine.openai.azure.com", "api.x.ai", "ai-gateway.vercel.sh"].map(minutes),
  ).toEqual([55, 55, 24, 12]);
  expect(profileFor(socketUrl("https://api.openai.com.example.com/v1")).warmup).toBe(false);
  expect(profileFor(socketUrl("http://127.0.0.1:1/v1")).warmup).toBe(false);
});

test("presets say what each provider can do", () => {
  const of = (base: string) => profileFor(socketUrl(base));
  expect(of("https://api.openai.com/v1")).toMatchObject({ lanes: true, steer: "gpt-6", warmup: true });
  expect(of("https://mine.services.ai.azure.com/openai/v1")).toMatchObject({ lanes: false, warmup: true });
  expect(of("https://ai-gateway.vercel.sh/v1")).toMatchObject({
    ...{ warmup: false, modelPinned: true, maxFrameBytes: 4 * 1024 * 1024 },
  });
  for (const base of [
    "https://openrouter.ai/api/v1",
    "http://localhost:11434/v1",
    "http://127.0.0.1:11434/v1",
  ]) {
    expect(of(base).ws).toBe(false);
  }
  for (const base of [
    "http://localhost:8080/v1",
    "https://litellm.example.com/v1",
    "https://notopenrouter.ai/v1",
  ]) {
    expect(of(base)).toMatchObject({
      ws: true,
      warmup: false,
      lanes: false,
      steer: "none",
      authStyle: "bearer",
    });
  }
  expect(embeddedProfile).toMatchObject({ ws: true, warmup: true, lanes: true, steer: "all" });
});

test("Amazon's models go over HTTP, and a host that merely lies at Amazon is asked for its WebSocket mode", () => {
  const ws = (host: string): boolean => profileFor(socketUrl(`https://${host}/v1`)).ws;
  const bedrock = [
    "bedrock-mantle.us-east-1.api.aws",
    "bedrock-runtime.eu-west-1.amazonaws.com",
    "bedrock-runtime-fips.us-gov-west-1.amazonaws.com",
    "vpce-0a1b.bedrock-runtime.us-east-1.vpce.amazonaws.com",
  ];
  expect(bedrock.map(ws)).toEqual([false, false, false, false]);
  const others = [
    "relay-123.eu-west-1.elb.amazonaws.com",
    "x.execute-api.us-east-1.amazonaws.com",
    "bedrock.relay-1.eu-west-1.elb.amazonaws.com",
    "bedrock.example.com",
    "service.us-east-1.api.aws",
    "bedrock-mantle.us-east-1.api.aws.example.com",
  ];
  expect(others.filter((host) => !ws(host))).toEqual([]);
});

test("steering depends on the model where the provider says so", () => {
  const models = ["gpt-6", "gpt-6-mini", "openai/gpt-6.1", "gpt-5.6", "gpt-60", "o3", "my-gpt-6x/other"];
  expect(models.filter((model) => canSteer("gpt-6", model))).toEqual([
    "gpt-6",
    "gpt-6-mini",
    "openai/gpt-6.1",
  ]);
  expect(models.every((model) => canSteer("all", model))).toBe(true);
  expect(models.some((model) => canSteer("none", model))).toBe(false);
});
