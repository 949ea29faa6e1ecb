import { expect, test } from "../fixtures";
import { startUpstream } from "../recorded-upstream";
import { runSql, say, script } from "../script";
import { SessionPage } from "../session-page";

test.use({ trace: "on" });

const KEY = "key-of-the-recorded-upstream";

test("[DEMO-e] twenty tool calls in a row use one upstream connection and resend nothing", async ({
  page,
  launch,
}) => {
  const upstream = await startUpstream(KEY);
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" });
  const session = await SessionPage.open(page, server.origin);
  const calls = Array.from({ length: 20 }, (_none, index) => [runSql(`select ${index} as step`)]);
  await session.ask(script(...calls, [{ outputs: true }, say("Twenty done.")]));
  const answer = await session.finished();
  await expect(answer).toContainText("Twenty done.");
  await expect(session.fold()).toContainText("20 steps");
  await expect(session.usage(answer)).toContainText("21 responses");

  const [first, ...rest] = upstream.creates;
  expect(first?.previousResponseId).toBeNull();
  expect(rest).toHaveLength(20);
  for (const { connection, input, previousResponseId } of rest) {
    expect({ connection, input }).toEqual({ connection: 0, input: ["function_call_output"] });
    expect(previousResponseId).not.toBeNull();
  }
  expect(new Set(rest.map(({ previousResponseId }) => previousResponseId)).size).toBe(20);
  const sizes = rest.map(({ bytes }) => bytes);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(64);
  await upstream.close();
});

test("[DEMO-f] parallel tool calls come back in one continuation", async ({ page, launch }) => {
  const upstream = await startUpstream(KEY);
  const server = await launch({ UPSTREAM_URL: upstream.url, UPSTREAM_API_KEY: KEY, MODEL: "far-scripted" });
  const session = await SessionPage.open(page, server.origin);
  const calls = [11, 22, 33, 44].map((value) => runSql(`select ${value} as answer`));
  await session.ask(script(calls, [{ outputs: true }]));
  const answer = await session.finished();
  await expect(session.fold()).toContainText("4 steps");
  for (const value of [11, 22, 33, 44]) await expect(answer).toContainText(`[[${value}]]`);
  expect(upstream.creates).toHaveLength(2);
  expect(upstream.creates[1]?.input).toEqual(Array.from({ length: 4 }, () => "function_call_output"));
  expect(upstream.creates[1]?.previousResponseId).not.toBeNull();
  expect(upstream.creates.map(({ connection }) => connection)).toEqual([0, 0]);
  await upstream.close();
});
