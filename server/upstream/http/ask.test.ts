import { expect, test } from "vitest";
import type { AskRequest } from "../port";
import { httpBench } from "../testing/http-bench";
import { until } from "../testing/recorder";
import { opens, user } from "../testing/requests";

const title: AskRequest = {
  model: "small",
  instructions: "Name it.",
  input: [user("hi")],
  maxOutputTokens: 30,
};
const never = new AbortController().signal;

test("ask is a request of its own, without tools, and leaves the response under way alone", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "stall", after: "created" }, { type: "text", text: "A title" });
  at.line.create(opens("a"));
  await at.heard.started("a");
  expect(await at.line.ask(title, never)).toMatchObject({
    ok: true,
    text: "A title",
    usage: { total_tokens: 10 },
  });
  expect(at.provider.requests[1]?.body).toEqual({
    ...{ model: "small", instructions: "Name it.", max_output_tokens: 30, store: false, stream: true },
    input: [user("hi")],
  });
  expect(at.heard.events.map(({ key }) => key)).toEqual(["a"]);
});

test("ask hands a failure back and never rejects", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "error", status: 429, code: "rate_limit_exceeded", message: "slow" });
  expect(await at.line.ask(title, never)).toMatchObject({ ok: false, failure: { code: "rate_limited" } });
});

test("an aborted ask is unsent before and lost after it left, and its request is ended", async () => {
  const at = await httpBench();
  expect(await at.line.ask(title, AbortSignal.abort())).toMatchObject({ failure: { code: "unsent" } });
  expect(at.provider.connections).toBe(0);
  at.provider.replies.push({ type: "stall", after: "nothing" });
  const abort = new AbortController();
  const asked = at.line.ask(title, abort.signal);
  await until(() => at.provider.requests.length === 1);
  abort.abort();
  expect(await asked).toMatchObject({ ok: false, failure: { code: "lost" } });
  await at.provider.requests[0]?.closed;
});

test("closing the line settles what was asked, and a closed line takes nothing", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "stall", after: "created" });
  const asked = at.line.ask(title, never);
  await until(() => at.provider.requests.length === 1);
  at.line.close();
  expect(await asked).toMatchObject({ ok: false, failure: { code: "lost" } });
  expect(await at.line.ask(title, never)).toMatchObject({ failure: { code: "unsent" } });
});

test("closing the line settles an ask that waits for its next try", async () => {
  const at = await httpBench({ random: () => 0.99, limits: { connectRetries: 20 } });
  await at.provider.close();
  const asked = at.line.ask(title, never);
  await at.heard.status("cold");
  at.line.close();
  expect(await asked).toMatchObject({ ok: false, failure: { code: "unsent" } });
});

test("an ask is given up after askMs, however lively its answer is", async () => {
  const at = await httpBench({ limits: { askMs: 25 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  expect(await at.line.ask(title, never)).toMatchObject({ failure: { code: "timeout" } });
  await at.provider.requests[0]?.closed;
});
