import { describe, expect, test } from "vitest";
import type { FunctionTool, Item } from "../../../lib/responses/item";
import type { Backend, BackendChunk, BackendRequest } from "../backend";
import { responseOf, type Frame } from "../testing/client";
import { startServer } from "../testing/server";

/** A backend and what to ask it. Fixtures that it needs end with the test. */
export type BackendUnderTest = {
  backend: Backend;
  /** By default the backend's own id. */
  model?: string;
  /** Is answered with text alone, of more than 20 tokens. */
  talk: string;
  /** Is answered with at least two calls of these tools; null for a backend that makes none. */
  calls: { ask: string | readonly Item[]; tools: readonly FunctionTool[] } | null;
  /** Is answered with text and then fails; null for a backend that cannot. */
  fails: string | null;
};

type Open = () => BackendUnderTest | Promise<BackendUnderTest>;

const ABORTED_WITHIN_MS = 1000;

const user = (text: string): Item => ({ type: "message", role: "user", content: text });

/** What every backend promises. `open` gives a fresh one for each test. `makes` says what a backend can give. */
export function backendContract(
  name: string,
  open: Open,
  makes: "text" | "text, calls and failures" = "text, calls and failures",
): void {
  describe(`backend contract: ${name}`, () => {
    test("text reaches the client whole and in order, and ends completed", async () => {
      const subject = await open();
      const expected = textOf(await collect(subject, requestOf(subject)));
      const { frames, end, text } = await ask(await open(), { input: subject.talk });
      expect(text).toBe(expected);
      expect(expected.length).toBeGreaterThan(20);
      expect(end.type).toBe("response.completed");
      expect(messageText(end)).toBe(text);
      expect(frames.filter(({ type }) => type === "response.output_text.done")).not.toEqual([]);
    });

    test("its chunks are well formed, and nothing follows the end", async () => {
      const subject = await open();
      checkOrder(await collect(subject, requestOf(subject)));
    });

    test("the request is left as it was", async () => {
      const subject = await open();
      const request = deepFrozen(requestOf(subject));
      expect(textOf(await collect(subject, request))).not.toBe("");
    });

    test("an abort before the start gives nothing, soon", async () => {
      const subject = await open();
      const abort = new AbortController();
      abort.abort();
      const chunks = await soon(readAll(subject.backend.run(requestOf(subject), abort.signal)));
      expect(chunks.filter(({ type }) => type === "text").length).toBeLessThanOrEqual(1);
      expect(chunks.map(({ type }) => type)).not.toContain("refuse");
    });

    test("an abort in the middle ends the chunks soon", async () => {
      const subject = await open();
      const abort = new AbortController();
      const chunks = subject.backend.run(requestOf(subject), abort.signal)[Symbol.asyncIterator]();
      for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
        if (next.value.type === "text") break;
      abort.abort();
      await soon(readAll({ [Symbol.asyncIterator]: () => chunks }));
    });

    test("a reader may leave in the middle", async () => {
      const subject = await open();
      const leave = async (): Promise<void> => {
        for await (const chunk of subject.backend.run(requestOf(subject), new AbortController().signal))
          if (chunk.type === "text") return;
      };
      await soon(leave());
    });

    test("a response that is cancelled has one terminal event, and the lane goes on", async () => {
      const subject = await open();
      const client = await connected(subject);
      const model = subject.model ?? subject.backend.id;
      client.send({ type: "response.create", model, input: subject.talk });
      await client.nextOf("response.created");
      client.send({ type: "response.cancel" });
      const terminal = ({ type }: Frame): boolean => /completed|incomplete|failed/.test(type);
      const ended = await client.next(terminal);
      expect(["response.incomplete", "response.completed"]).toContain(ended.type);
      // A cancel that came too late is answered with an `error`, which is not about what follows.
      client.send({ type: "response.create", model, input: subject.talk });
      expect((await client.next(terminal)).type).toBe("response.completed");
    });

    test("two requests at once do not mix", async () => {
      const subject = await open();
      const [one, two] = await Promise.all([
        collect(subject, requestOf(subject)),
        collect(subject, requestOf(subject)),
      ]);
      expect(textOf(one)).toBe(textOf(two));
      expect(textOf(one)).not.toBe("");
    });

    test("[S29] max_output_tokens ends the response as incomplete", async () => {
      const subject = await open();
      const whole = textOf(await collect(subject, requestOf(subject)));
      const { end, text } = await ask(await open(), { input: subject.talk, max_output_tokens: 5 });
      expect(end.type).toBe("response.incomplete");
      expect(responseOf(end).incomplete_details).toEqual({ reason: "max_output_tokens" });
      expect(whole.startsWith(text)).toBe(true);
      expect(text.length).toBeLessThan(whole.length);
    });

    test("[S27] usage adds up", async () => {
      const subject = await open();
      const { end } = await ask(subject, { input: subject.talk });
      const { usage } = responseOf(end);
      expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
      expect(usage?.output_tokens).toBeGreaterThan(0);
      expect(usage?.input_tokens_details.cached_tokens).toBeLessThanOrEqual(usage?.input_tokens ?? 0);
      expect(usage?.output_tokens_details.reasoning_tokens).toBeLessThanOrEqual(usage?.output_tokens ?? 0);
    });

    if (makes !== "text") callsAndFailures(open);

    test("a throw in the middle is response.failed, and the next request is served", async () => {
      const subject = await open();
      let broken = true;
      const { backend } = subject;
      const throwing: Backend = {
        id: backend.id,
        async *run(request, signal) {
          for await (const chunk of backend.run(request, signal)) {
            yield chunk;
            if (broken && chunk.type === "text") throw new Error("bug");
          }
        },
      };
      const client = await connected({ ...subject, backend: throwing });
      const create = { model: subject.model ?? backend.id, input: subject.talk };
      const { end } = await client.create(create);
      expect(end.type).toBe("response.failed");
      expect(failureOf(end).code).toBe("server_error");
      broken = false;
      expect((await client.create(create)).end.type).toBe("response.completed");
    });
  });
}

function callsAndFailures(open: Open): void {
  test("[S26] calls are items of their own, with ids of their own and arguments that are JSON", async () => {
    const subject = await open();
    if (subject.calls === null) throw new Error("say what is answered with calls");
    const { end } = await ask(subject, { input: subject.calls.ask, tools: subject.calls.tools });
    const calls = callsIn(end);
    expect(calls.length).toBeGreaterThanOrEqual(2);
    expect(new Set(calls.map((call) => call.call_id)).size).toBe(calls.length);
    expect(new Set(calls.map((call) => call.id)).size).toBe(calls.length);
    for (const call of calls) expect(JSON.parse(call.arguments ?? "")).toBeTypeOf("object");
  });

  test("[S26] parallel_tool_calls:false gives at most one call", async () => {
    const subject = await open();
    if (subject.calls === null) throw new Error("say what is answered with calls");
    const { ask: input, tools } = subject.calls;
    const { frames, end } = await ask(subject, { input, tools, parallel_tool_calls: false });
    expect(callsIn(end)).toHaveLength(1);
    const added = frames.filter(({ type }) => type === "response.output_item.added");
    expect(added).toHaveLength(responseOf(end).output.length);
  });

  test("[S30] a failure in the middle is response.failed with a code, and keeps no half item", async () => {
    const subject = await open();
    if (subject.fails === null) throw new Error("say what is answered with a failure");
    const { end } = await ask(subject, { input: subject.fails });
    expect(end.type).toBe("response.failed");
    expect(failureOf(end).code).toMatch(/^\w+$/);
    expect(failureOf(end).message).not.toBe("");
    for (const item of responseOf(end).output) expect(item.status).toBe("completed");
  });
}

function requestOf({ backend, model, talk }: BackendUnderTest): BackendRequest {
  return {
    model: model ?? backend.id,
    instructions: null,
    input: [user(talk)],
    tools: [],
    parallelToolCalls: true,
    maxOutputTokens: null,
    responseId: "resp_1",
    settings: {},
  };
}

async function connected({ backend, model }: BackendUnderTest) {
  return (await startServer({ models: new Map([[model ?? backend.id, backend]]) })).connect();
}

async function ask(subject: BackendUnderTest, body: object) {
  return (await connected(subject)).create({ model: subject.model ?? subject.backend.id, ...body });
}

const collect = ({ backend }: BackendUnderTest, request: BackendRequest): Promise<BackendChunk[]> =>
  readAll(backend.run(request, new AbortController().signal));

async function readAll(chunks: AsyncIterable<BackendChunk>): Promise<BackendChunk[]> {
  const read: BackendChunk[] = [];
  for await (const chunk of chunks) read.push(chunk);
  return read;
}

async function soon<T>(result: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`not within ${ABORTED_WITHIN_MS} ms`));
    }, ABORTED_WITHIN_MS);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

const textOf = (chunks: readonly BackendChunk[]): string =>
  chunks.map((chunk) => (chunk.type === "text" ? chunk.text : "")).join("");

function checkOrder(chunks: readonly BackendChunk[]): void {
  const ends = chunks.findIndex(({ type }) => type === "end" || type === "refuse");
  expect(ends === -1 || ends === chunks.length - 1).toBe(true);
  let call = false;
  for (const { type } of chunks) {
    if (type === "call_delta" || type === "call_end") expect(call).toBe(true);
    if (type !== "fields" && type !== "usage") call = type === "call_start" || type === "call_delta";
  }
}

const failureOf = (end: Frame) => responseOf(end).error as { code: string; message: string };

const callsIn = (end: Frame) => responseOf(end).output.filter(({ type }) => type === "function_call");

const messageText = (end: Frame): string =>
  responseOf(end)
    .output.filter(({ type }) => type === "message")
    .flatMap(({ content }) => content as { text: string }[])
    .map(({ text }) => text)
    .join("");

function deepFrozen<T extends object>(value: T): T {
  for (const child of Object.values(value) as unknown[])
    if (typeof child === "object" && child !== null) deepFrozen(child);
  return Object.freeze(value);
}
