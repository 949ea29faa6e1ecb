import { expect, test } from "vitest";
import type { ResponseSummary } from "../../lib/session/state";
import { turnUsage, usagePhrases } from "./usage";

const response = (over: Partial<ResponseSummary> = {}): ResponseSummary => ({
  responseId: "r1",
  status: "completed",
  usage: { input: 2_000, cached: 1_500, output: 100, reasoning: 0 },
  connectMs: 0,
  firstEventMs: 20,
  firstDeltaMs: 46,
  totalMs: 400,
  bytesUp: 900,
  bytesNotResent: 30_500,
  ...over,
});

test("the line of truth adds up what the log says of a turn", () => {
  const usage = turnUsage({
    responses: [response(), response({ firstDeltaMs: 80 })],
    calls: [],
    totalMs: 2_400,
  });
  expect(usagePhrases(usage)).toEqual({
    line: ["first word 46 ms", "total 2.4 s", "2 responses", "61 KB not resent"],
    more: ["4k tokens in, 3k cached, 200 out"],
  });
});

test("what the provider did not say is left out", () => {
  const bare = response({ usage: null, firstDeltaMs: null, firstEventMs: null, bytesNotResent: 0 });
  const usage = turnUsage({ responses: [bare], calls: [], totalMs: 300 });
  expect(usagePhrases(usage)).toEqual({ line: ["total 300 ms"], more: [] });
  expect(usage.hops.map(({ name }) => name)).toEqual(["stream"]);
});
