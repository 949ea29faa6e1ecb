import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Upstream } from "./port";
import type { Reply } from "./testing/reply";
import { Recorder } from "./testing/recorder";
import { continues, opens, settings, user } from "./testing/requests";

/** An upstream against a provider whose answers the suite decides. */
export type Subject = {
  upstream: Upstream;
  /** Answers to the next requests, in order. */
  reply: (...replies: Reply[]) => void;
  /** Bodies of the generating requests so far. */
  requests: () => readonly Record<string, unknown>[];
  close: () => Promise<void>;
};

/** What every upstream promises, whatever carries its requests. */
export function upstreamContract(name: string, open: () => Promise<Subject>): void {
  describe(`${name} as an upstream`, () => {
    let subject: Subject;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const line = () => {
      const heard = new Recorder();
      return { heard, line: subject.upstream.open(heard) };
    };

    test("a text answer arrives as started, item_added, item_delta, item_done and done, all with its key", async () => {
      subject.reply({ type: "text", text: "good day" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      await heard.ended("a");
      const types = heard.events.map((event) => event.type);
      expect(types).toEqual(["started", "item_added", "item_delta", "item_delta", "item_done", "done"]);
      expect(heard.of("a")).toHaveLength(heard.events.length);
    });

    test("[C13] joined deltas equal the item, and done carries the output and the usage", async () => {
      subject.reply({ type: "text", text: "good day" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      const ended = await heard.ended("a");
      const text = heard.events
        .flatMap((event) => (event.type === "item_delta" ? [event.text] : []))
        .join("");
      expect(text).toBe("good day");
      expect(ended).toMatchObject({
        type: "done",
        status: "completed",
        reason: null,
        usage: { total_tokens: 10 },
      });
      expect(ended.type === "done" && ended.output).toMatchObject([{ content: [{ text: "good day" }] }]);
    });

    test("a function call is named when it is added and whole when it is done", async () => {
      subject.reply({ type: "call", name: "look", arguments: `{"at":"door"}` });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      await heard.ended("a");
      const item = { name: "look", arguments: `{"at":"door"}` };
      expect(heard.events.find((event) => event.type === "item_added")).toMatchObject({
        kind: "tool_call",
        name: "look",
      });
      expect(heard.events.find((event) => event.type === "item_done")).toMatchObject({
        kind: "tool_call",
        item,
      });
    });

    test("[C21] model, instructions, tools and store:false go with every request", async () => {
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      const first = await heard.ended("a");
      const history = [user("hello"), ...(first.type === "done" ? first.output : [])];
      wire.create(continues("b", "a", history, [user("more")]));
      await heard.ended("b");
      expect(subject.requests()).toHaveLength(2);
      for (const body of subject.requests()) {
        expect(body).toMatchObject({
          model: settings.model,
          instructions: settings.instructions,
          store: false,
        });
        expect(body).toMatchObject({ tools: settings.tools, include: ["reasoning.encrypted_content"] });
      }
    });

    test("[C36] images and files travel as they are, from a person and out of a tool", async () => {
      const image = { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" };
      const file = { type: "input_file", filename: "a.md", file_data: "data:text/plain;base64,aGk=" };
      const input = [
        { type: "message", role: "user", content: [image, file, { type: "input_text", text: "these" }] },
        { type: "function_call", call_id: "call_1", name: "look", arguments: "{}" },
        { type: "function_call_output", call_id: "call_1", output: [image, file] },
      ];
      const { heard, line: wire } = line();
      wire.create(opens("a", input));
      await heard.ended("a");
      expect(subject.requests()[0]?.input).toEqual(input);
    });

    test("[C14] an incomplete response is done with its reason", async () => {
      subject.reply({ type: "incomplete", text: "half", reason: "max_output_tokens" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      expect(await heard.ended("a")).toMatchObject({
        type: "done",
        status: "incomplete",
        reason: "max_output_tokens",
      });
    });

    test("[C44] a failed response keeps the provider's code and message", async () => {
      subject.reply({ type: "failed", code: "server_error", message: "the model fell over" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      expect(await heard.ended("a")).toMatchObject({
        failure: { code: "server_error", providerCode: "server_error", message: "the model fell over" },
      });
    });

    test("[C46] a rate limit is reported with its wait and not repeated", async () => {
      const message = "Rate limit reached. Please try again in 1.3s.";
      subject.reply({ type: "error", status: 429, code: "rate_limit_exceeded", message });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      expect(await heard.ended("a")).toMatchObject({ failure: { code: "rate_limited", retryAfterMs: 1300 } });
      expect(subject.requests()).toHaveLength(1);
    });

    test("[C15] an end of the connection without a terminal event is lost, after what came before it", async () => {
      subject.reply({ type: "hang_up", after: "text", code: 1000 });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      expect(await heard.ended("a")).toMatchObject({ type: "failed", failure: { code: "lost" } });
      expect(heard.events.some((event) => event.type === "item_delta")).toBe(true);
    });

    test("[C32] a lost response is not repeated, and the next request succeeds", async () => {
      subject.reply({ type: "hang_up", after: "created", code: 1011 });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      await heard.ended("a");
      expect(subject.requests()).toHaveLength(1);
      wire.create(opens("b"));
      expect(await heard.ended("b")).toMatchObject({ type: "done" });
    });

    test("[C38] a cancelled response emits nothing more and nothing of it reaches the next", async () => {
      subject.reply({ type: "stall", after: "created" }, { type: "text", text: "new" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      await heard.started("a");
      wire.cancel("a");
      wire.create(opens("b"));
      expect(await heard.ended("b")).toMatchObject({ output: [{ content: [{ text: "new" }] }] });
      expect(heard.of("a").map((event) => event.type)).toEqual(["started"]);
    });

    test("a second create before the first has ended throws", async () => {
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      expect(() => wire.create(opens("b"))).toThrow("before the response under way has ended");
      await heard.ended("a");
    });

    test("the next create may be made inside the event that ends the last", async () => {
      const heard = new Recorder();
      const wire = subject.upstream.open({
        onStatus: heard.onStatus,
        onEvent: (event) => {
          heard.onEvent(event);
          if (event.key === "a" && event.type === "done") wire.create(opens("b"));
        },
      });
      wire.create(opens("a"));
      expect(await heard.ended("b")).toMatchObject({ type: "done" });
    });

    test("a closed line emits nothing and takes nothing", async () => {
      subject.reply({ type: "stall", after: "created" });
      const { heard, line: wire } = line();
      wire.create(opens("a"));
      await heard.started("a");
      wire.close();
      const before = heard.events.length;
      wire.create(opens("b"));
      await subject.upstream.close();
      expect(heard.events).toHaveLength(before);
    });

    test("a request after a warm-up is answered, and the warm-up emits no event", async () => {
      const { heard, line: wire } = line();
      wire.warm(settings);
      wire.create(opens("a"));
      await heard.ended("a");
      expect(heard.of("a")).toHaveLength(heard.events.length);
      expect(subject.requests()).toHaveLength(1);
    });
  });
}
