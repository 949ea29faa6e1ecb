import { expect, test } from "vitest";
import { profileFor } from "./capabilities";
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
