import { expect, test } from "vitest";
import { answer, begun, ended, itemFrames, messageItem } from "../testing/reply";
import { httpBench } from "../testing/http-bench";
import { openStream, type HttpCall } from "../testing/http-provider";
import { until } from "../testing/recorder";
import { opens, user } from "../testing/requests";

type Bytes = (call: HttpCall) => string;

/** Answers with a stream of these bytes, in pieces of `size`. */
const stream =
  (text: Bytes, size = Infinity) =>
  (call: HttpCall): void => {
    openStream(call.response);
    const bytes = Buffer.from(text(call));
    for (let from = 0; from < bytes.length; from += size) {
      call.response.write(bytes.subarray(from, Math.min(bytes.length, from + size)));
    }
    call.response.end();
  };

const data = (frame: object): string => `data: ${JSON.stringify(frame)}\n\n`;
const whole = (id: string, text: string): string =>
  answer(id, [messageItem(id, text)])
    .map(data)
    .join("");

test("[C12] cut bytes, CRLF, comments, [DONE] and unknown events change nothing", async () => {
  const at = await httpBench();
  const text: Bytes = ({ id }) => {
    const [first = {}, ...rest] = answer(id, [messageItem(id, "grüß 🌍")]);
    const unknown = data({ type: "response.unknown", x: 1 }) + data({ type: 5 }) + "data: not json\n\n";
    const body = `: hello\n\n${data(first)}${unknown}${rest.map(data).join(": ping\n\n")}data: [DONE]\n\n`;
    return body.replaceAll("\n", "\r\n");
  };
  for (const size of [1, 7, Infinity]) {
    at.provider.replies.push({ type: "by_hand", run: stream(text, size) });
    at.line.create(opens(`a${size}`));
    const end = await at.heard.ended(`a${size}`);
    expect(end).toMatchObject({ type: "done", output: [{ content: [{ text: "grüß 🌍" }] }] });
    const deltas = at.heard
      .of(`a${size}`)
      .flatMap((event) => (event.type === "item_delta" ? event.text : []));
    expect(deltas.join("")).toBe("grüß 🌍");
  }
});

test("an event that leaves its type to its name is read by the name", async () => {
  const at = await httpBench();
  const text: Bytes = ({ id }) =>
    answer(id, [messageItem(id, "named")])
      .map(({ type, ...rest }) => `event: ${String(type)}\n${data(rest)}`)
      .join("");
  at.provider.replies.push({ type: "by_hand", run: stream(text) });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done", output: [{ type: "message" }] });
});

test.each([
  ["flat", { type: "error", code: "server_error", message: "fell over", param: null }],
  ["nested", { type: "error", error: { code: "server_error", message: "fell over" } }],
  ["bare", { error: { code: "server_error", message: "fell over" } }],
])(
  "[C11] [C14] a %s error event in the middle ends the response once, with its code",
  async (_form, frame) => {
    const at = await httpBench();
    const text: Bytes = ({ id }) => data(begun(id)) + data(frame) + data(ended(id, "completed"));
    at.provider.replies.push({ type: "by_hand", run: stream(text) });
    at.line.create(opens("a"));
    await at.heard.ended("a");
    at.line.create(opens("b"));
    await at.heard.ended("b");
    expect(at.heard.of("a")).toMatchObject([
      { type: "started" },
      { failure: { code: "server_error", providerCode: "server_error", message: "fell over" } },
    ]);
  },
);

test.each<[string, Bytes]>([
  ["nothing", () => ""],
  ["comments only", () => ": ping\n\n: ping\n\n"],
  ["[DONE] alone", () => "data: [DONE]\n\n"],
  ["a response that began", ({ id }) => data(begun(id))],
  ["half an event", ({ id }) => data(begun(id)) + `data: {"type":"response.comp`],
  [
    "all but the terminal event",
    ({ id }) =>
      answer(id, [messageItem(id, "x")])
        .slice(0, -1)
        .map(data)
        .join(""),
  ],
])("[C15] an orderly end after %s is lost, never success, and is not repeated", async (_what, text) => {
  const at = await httpBench();
  at.provider.replies.push({ type: "by_hand", run: stream(text) });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "lost" } });
  expect(at.provider.requests).toHaveLength(1);
});

test("[C32] [U31] a connection cut before any answer is lost and not repeated, for it may have run", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "by_hand", run: ({ response }) => void response.destroy() });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ failure: { code: "lost" } });
  expect(at.provider.requests).toHaveLength(1);
});

test("a terminal event without the blank line behind it counts", async () => {
  const at = await httpBench();
  at.provider.replies.push({ type: "by_hand", run: stream(({ id }) => whole(id, "ok").trimEnd()) });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
});

test("[C38] [U16] what follows a terminal event reaches nobody, and the stream's end is not waited for", async () => {
  const at = await httpBench({ limits: { lastWordMs: 40, betweenEventsMs: 15 } });
  at.provider.replies.push({
    type: "by_hand",
    run: ({ response, id }) => {
      openStream(response);
      const late = itemFrames(messageItem(id, "late"), 1).map(data).join("");
      response.write(whole(id, "old") + late);
    },
  });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.line.create(opens("b"));
  expect(await at.heard.ended("b")).toMatchObject({ output: [{ content: [{ text: "ok" }] }] });
  await at.provider.requests[0]?.closed;
  expect(JSON.stringify(at.heard.events)).not.toContain("late");
  expect(at.heard.of("a").at(-1)).toMatchObject({ type: "done" });
});

test("[C13] a provider that answers without streaming is understood", async () => {
  const at = await httpBench();
  const item = messageItem("r", "all at once");
  const response = { id: "r", object: "response", status: "completed", output: [item], usage: null };
  at.provider.replies.push({ type: "json", body: response });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "done", output: [item] });
  expect(at.heard.of("a").map(({ type }) => type)).toEqual(["started", "item_added", "item_done", "done"]);
});

test.each([
  ["an error", { error: { code: "rate_limit_exceeded", message: "slow" } }, "rate_limited"],
  [
    "a failed response",
    { id: "r", status: "failed", output: [], error: { code: "server_error" } },
    "server_error",
  ],
  ["a response that still runs", { id: "r", status: "in_progress", output: [] }, "lost"],
  ["no response", { hello: 1 }, "lost"],
  ["no JSON", "{", "lost"],
])("a 200 whose JSON is %s fails", async (_what, body, code) => {
  const at = await httpBench();
  at.provider.replies.push({ type: "json", body });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({ type: "failed", failure: { code } });
});

test("a web page in place of an answer is named as such", async () => {
  const at = await httpBench();
  at.provider.replies.push({
    type: "by_hand",
    run: ({ response }) => void response.writeHead(200, { "content-type": "text/html" }).end("<p>hi"),
  });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "server_error", message: expect.stringContaining("a web page") },
  });
});

test.each([
  ["an event", { maxEventBytes: 2000 }],
  ["an answer", { maxAnswerBytes: 2000 }],
])("%s over its limit ends the response and the request, and the next one works", async (_what, limits) => {
  const at = await httpBench({ limits });
  const piece = (id: string): string =>
    Array.from({ length: 5 }, () => data({ type: "response.note", id, pad: "x".repeat(600) })).join("");
  const text: Bytes = ({ id }) => data(begun(id)) + piece(id) + `data: ${"x".repeat(3000)}`;
  const run = (call: HttpCall): void => {
    openStream(call.response);
    call.response.write(text(call));
  };
  at.provider.replies.push({ type: "by_hand", run });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "server_error", message: expect.stringContaining("more than 2000 bytes") },
  });
  await at.provider.requests[0]?.closed;
  at.line.create(opens("b", [user("hi")]));
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
});

test.each([
  ["the head comes and no event", ({ response }: HttpCall): void => openStream(response)],
  ["not even the head comes", (): void => undefined],
  [
    "only comments come",
    ({ response }: HttpCall): void => {
      openStream(response);
      response.write(": ping\n\n");
    },
  ],
])("[U38] [U13] when %s, the response times out and the request is ended", async (_what, run) => {
  const at = await httpBench({ limits: { firstEventMs: 25 } });
  at.provider.replies.push({ type: "by_hand", run });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "timeout", message: expect.stringContaining("did not begin") },
  });
  await at.provider.requests[0]?.closed;
  expect(at.provider.requests).toHaveLength(1);
});

test("[U13] an answer that stops in the middle times out", async () => {
  const at = await httpBench({ limits: { betweenEventsMs: 25 } });
  at.provider.replies.push({ type: "stall", after: "created" });
  at.line.create(opens("a"));
  expect(await at.heard.ended("a")).toMatchObject({
    failure: { code: "timeout", message: expect.stringContaining("in the middle") },
  });
  await at.provider.requests[0]?.closed;
});

test("[C38] a cancel ends the request at the provider at once, also before the answer began", async () => {
  const at = await httpBench();
  for (const after of ["nothing", "created"] as const) {
    at.provider.replies.push({ type: "stall", after });
    at.line.create(opens(after));
    const count = at.provider.requests.length;
    await until(() => at.provider.requests.length > count);
    if (after === "created") await at.heard.started(after);
    at.line.cancel(after);
    await at.provider.requests.at(-1)?.closed;
  }
  expect(at.heard.events.filter(({ type }) => type !== "started")).toEqual([]);
});
