import { expect, test } from "vitest";
import { httpBench } from "../testing/http-bench";
import type { HttpCall } from "../testing/http-provider";
import { opens, user } from "../testing/requests";

const error = (code: string | null, message: string): object => ({
  error: { type: "invalid_request_error", code, message, param: null },
});

test("[C4] [U29] a 401 is tried once more with the key read anew, and then reported with what to do", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "status", status: 503 }, { type: "status", status: 401 });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  at.provider.replies.push({ type: "status", status: 401 }, { type: "status", status: 401 });
  at.line.create(opens("b"));
  expect(await at.heard.ended("b")).toMatchObject({
    failure: { code: "unauthorized", message: expect.stringContaining("UPSTREAM_API_KEY") },
  });
  expect(at.provider.requests).toHaveLength(5);
});

test("[C3] a key that cannot be read fails the request with the reason, and nothing is sent", async () => {
  const fault = "The file that UPSTREAM_API_KEY_FILE names is empty.";
  const at = await httpBench({ apiKey: () => ({ fault }) });
  at.line.create(opens("a"));
  const failure = { code: "unauthorized", message: fault };
  expect(await at.heard.ended("a")).toMatchObject({ failure });
  expect(at.provider.requests).toHaveLength(0);
});

test("[C4] 503 and a 429 with Retry-After are sent again within the budget, and then succeed", async () => {
  const at = await httpBench();
  at.provider.replies.push(
    { type: "status", status: 503 },
    { type: "status", status: 429, headers: { "retry-after-ms": "1" } },
  );
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.requests).toHaveLength(3);
  expect(at.heard.of("a").filter(({ type }) => type === "started")).toHaveLength(1);
});

test("[C34] [U32] the requests for one response are bounded", async () => {
  const at = await httpBench({ limits: { connectRetries: 2 } });
  const refusal = { type: "status", status: 500, body: error("server_error", "overloaded") } as const;
  at.provider.replies.push(refusal, refusal, refusal, refusal);
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "server_error", providerCode: "server_error", message: "overloaded" },
  });
  expect(at.provider.requests).toHaveLength(3);
});

test.each([
  ["an empty account", 429, "insufficient_quota", "1", 1000],
  ["a wait that is too long", 429, "rate_limit_exceeded", "60", 60_000],
])("[C46] %s is reported with its wait and not repeated", async (_what, status, code, wait, retryAfterMs) => {
  const at = await httpBench();
  const body = error(code, "no");
  at.provider.replies.push({ type: "status", status, headers: { "retry-after": wait }, body });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rate_limited", providerCode: code, message: "no", retryAfterMs },
  });
  expect(at.provider.requests).toHaveLength(1);
});

test.each([
  [403, "", "unauthorized", /refused access \(403\)/],
  [404, "", "rejected", /no \/responses at this URL \(404\)/],
  [404, { error: "model 'm' not found" }, "rejected", /^model 'm' not found$/],
  [400, error(null, "No tool output found for function call c."), "rejected", /^No tool output found/],
  [413, "<html>big</html>", "rejected", /\(413\)/],
  [422, { detail: "wrong shape" }, "rejected", /^wrong shape$/],
  [504, error(null, "upstream timed out"), "server_error", /^upstream timed out$/],
])(
  "[C44] %i with the body %j is %s, said once in the provider's words",
  async (status, body, code, message) => {
    const at = await httpBench();
    at.provider.replies.push({ type: "status", status, body });
    at.line.create(opens("a"));
    expect(await at.heard.ended("a")).toMatchObject({
      failure: { code, message: expect.stringMatching(message) },
    });
    expect(at.provider.requests).toHaveLength(1);
  },
);

test("[C1] the key stands in no message, even when the provider repeats it", async () => {
  const at = await httpBench({ apiKey: () => "very-secret-value" });
  const body = error("invalid_api_key", "Incorrect API key provided: very-secret-value.");
  at.provider.replies.push({ type: "status", status: 400, body });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "unauthorized" } });
  expect(JSON.stringify(at.heard.events)).not.toContain("very-secret-value");
});

test.each([
  ["stops", "{", 20],
  ["does not stop growing", "x".repeat(200_000), 60_000],
])("a refusal that %s is judged by its status, and its request ended", async (_what, text, lastWordMs) => {
  const at = await httpBench({ limits: { lastWordMs } });
  const run = ({ response }: HttpCall): void => void response.writeHead(400).write(text);
  at.provider.replies.push({ type: "by_hand", run });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "rejected" } });
  await at.provider.requests[0]?.closed;
});

test("[C37] [U24] reasoning that the provider cannot decrypt is left out of one repeat, and only one", async () => {
  const at = await httpBench();
  const body = error("invalid_encrypted_content", "cannot decrypt");
  const refusal = { type: "status", status: 400, body } as const;
  const input = [user("hello"), { type: "reasoning", summary: [], encrypted_content: "x" }, user("more")];
  at.provider.replies.push(refusal, refusal);
  at.line.create(opens("a", input));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "rejected", providerCode: "invalid_encrypted_content" },
  });
  expect(at.provider.requests.map(({ body }) => body.input)).toEqual([input, [user("hello"), user("more")]]);
});

test("[C37] [U24] a summary that the provider cannot read is left out, and what it stood for is there again", async () => {
  const at = await httpBench();
  const sealed = { type: "compaction", encrypted_content: "x" };
  at.provider.replies.push({ type: "status", status: 400, body: error("invalid_encrypted_content", "no") });
  at.line.create(opens("a", [user("first"), sealed, user("second")]));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.requests.map(({ body }) => body.input)).toEqual([
    [sealed, user("second")],
    [user("first"), user("second")],
  ]);
});

test("[C37] [U24] an error event before the response began is enough to leave the reasoning out", async () => {
  const at = await httpBench();
  const refuse = ({ send, response }: HttpCall): void => {
    send([{ type: "error", error: { code: "invalid_encrypted_content", message: "cannot decrypt" } }]);
    response.end();
  };
  at.provider.replies.push({ type: "by_hand", run: refuse });
  at.line.create(opens("a", [user("hello"), { type: "reasoning", summary: [], encrypted_content: "x" }]));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
  expect(at.provider.requests[1]?.body.input).toEqual([user("hello")]);
});
