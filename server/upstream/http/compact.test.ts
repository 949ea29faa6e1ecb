import { expect, test } from "vitest";
import { windowItem } from "../../../lib/responses/sealed-item";
import type { CompactRequest, CompactResult, UpstreamLine } from "../port";
import { fallbackBench } from "../testing/fallback-bench";
import { httpBench } from "../testing/http-bench";
import { WINDOW, type HttpProvider } from "../testing/http-provider";
import { ManualClock } from "../testing/manual-clock";
import { until } from "../testing/recorder";
import { opens, user } from "../testing/requests";
import type { HttpUpstreamOptions } from "./responses-http";

const never = new AbortController().signal;
const profile = { compaction: { inline: false, endpoint: true } };
const history = [user("hello"), { type: "message", id: "msg_1", role: "assistant", content: "hi" }];
const request: CompactRequest = { model: "m", instructions: "Be brief.", input: history, withinMs: 180_000 };

const bench = (options: Partial<HttpUpstreamOptions> = {}) => httpBench({ profile, ...options });

const compact = async (
  { line }: { line: UpstreamLine },
  signal = never,
): Promise<CompactResult | undefined> => line.compact?.(request, signal);

test("[C1] a context is posted beside the responses with the same credential, and comes back as it was given", async () => {
  const at = await bench();
  expect(await compact(at)).toMatchObject({ ok: true, output: WINDOW, usage: { total_tokens: 10 } });
  const [posted] = at.provider.compactions;
  expect(posted?.body).toEqual({
    ...{ model: "m", instructions: "Be brief." },
    input: [user("hello"), { type: "message", role: "assistant", content: "hi" }],
  });
  expect(posted?.headers).toMatchObject({
    ...{ authorization: "Bearer sk-test-key-0001", accept: "application/json" },
  });
});

test("[C18] a window is sent as it was given, in the place of all before it; who cannot read it gets the plain items", async () => {
  const at = await bench();
  const made = await compact(at);
  const window = windowItem(made?.ok ? made.output : []);
  const refused = { error: { code: "invalid_encrypted_content", message: "Not mine.", param: null } };
  at.provider.replies.push({ type: "text", text: "ok" }, { type: "status", status: 400, body: refused });
  for (const key of ["a", "b"]) {
    at.line.create(opens(key, [...history, window, user("more")]));
    expect(await at.heard.ended(key)).toMatchObject({ type: "done" });
  }
  const inputs = at.provider.requests.map(({ body }) => body.input);
  const plain = [user("hello"), { type: "message", role: "assistant", content: "hi" }, user("more")];
  expect(inputs).toEqual([[...WINDOW, user("more")], [...WINDOW, user("more")], plain]);
  expect(
    await at.line.compact?.({ ...request, input: [...history, window, user("more")] }, never),
  ).toMatchObject({
    ok: true,
  });
  expect(at.provider.compactions[1]?.body.input).toEqual([...WINDOW, user("more")]);
});

test("a provider that is not known to compact is not asked, and one that turns out not to is asked once", async () => {
  const unknown = await bench({ profile: {} });
  expect(await compact(unknown)).toEqual({ ok: false, failure: null });
  expect(unknown.provider.compactions).toHaveLength(0);
  for (const status of [404, 405, 501]) {
    const at = await bench();
    at.provider.compactReplies.push({ type: "status", status });
    expect(await compact(at)).toMatchObject({ ok: false, failure: { status } });
    expect(await compact(at)).toEqual({ ok: false, failure: null });
    expect(at.provider.compactions).toHaveLength(1);
  }
});

test("[C3] [U30] a redirect is not followed", async () => {
  const at = await bench();
  at.provider.compactReplies.push({ type: "status", status: 307, headers: { location: "/v1/responses" } });
  expect(await compact(at)).toMatchObject({ failure: { message: expect.stringContaining("redirects") } });
  expect(at.provider.requests).toHaveLength(0);
});

test.each([
  ["without items", { id: "c", object: "response.compaction", output: [] }],
  ["of a response", { id: "r", output: [{ type: "message", role: "assistant", content: "hi" }] }],
  ["of more than the limit", { output: [...WINDOW, { type: "message", content: "x".repeat(20_000) }] }],
  ["with a hole", { output: [...WINDOW, 7] }],
])("an answer %s is a failure", async (_, body) => {
  const at = await bench({ limits: { maxAnswerBytes: 16_000 } });
  at.provider.compactReplies.push({ type: "json", body });
  expect(await compact(at)).toMatchObject({ ok: false, failure: { code: expect.any(String) } });
});

test("[U13] it is given up after its time, and when its line or its caller goes", async () => {
  const clock = new ManualClock();
  const silent = { type: "by_hand", run: () => undefined } as const;
  const late = await bench({ clock });
  late.provider.compactReplies.push(silent);
  const timedOut = compact(late);
  await until(() => late.provider.compactions.length === 1);
  clock.advance(180_000);
  expect(await timedOut).toMatchObject({ failure: { code: "timeout" } });
  const at = await bench();
  at.provider.compactReplies.push(silent, silent);
  const leaving = new AbortController();
  const [aborted, closed] = [compact(at, leaving.signal), compact(at)];
  await until(() => at.provider.compactions.length === 2);
  leaving.abort();
  at.line.close();
  expect([await aborted, await closed]).toMatchObject([
    { failure: { code: "lost" } },
    { failure: { code: "lost" } },
  ]);
  await Promise.all(at.provider.compactions.map((posted) => posted.closed));
  expect(await compact(at)).toMatchObject({ failure: { code: "unsent" } });
});

async function overSocket(): Promise<{
  provider: HttpProvider;
  line: UpstreamLine;
  ended: (key: string) => unknown;
}> {
  const at = await fallbackBench("serve", { http: { profile } });
  const { line: own, heard } = at.open();
  return { provider: at.provider, line: own, ended: (key) => heard.ended(key) };
}

test("[C17] a line over the WebSocket compacts over HTTP, and its next create starts from the window without an id", async () => {
  const at = await overSocket();
  at.line.create(opens("a"));
  await at.ended("a");
  const made = await compact(at);
  const window = windowItem(made?.ok ? made.output : []);
  at.line.create(opens("b", [user("hello"), window, user("more")]));
  expect(await at.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.socketRequests[1]?.input).toEqual([...WINDOW, user("more")]);
  expect(at.provider.socketRequests[1]).not.toHaveProperty("previous_response_id");
});
