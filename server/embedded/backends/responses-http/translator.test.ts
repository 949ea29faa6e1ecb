import fc from "fast-check";
import { expect, test } from "vitest";
import { ResponseEmitter } from "../../emitter";
import { TakenIds } from "./taken-ids";
import { failed } from "./terminal";
import { Translator } from "./translator";

const TYPES = [
  ...["output_item.added", "output_item.done", "content_part.added", "reasoning_summary_part.added"],
  ...["output_text.delta", "refusal.delta", "reasoning_text.delta", "reasoning_summary_text.delta"],
  ...["output_text.annotation.added", "function_call_arguments.delta", "function_call_arguments.done"],
].map((name) => `response.${name}`);

const odd = fc.oneof(fc.constant(null), fc.integer(), fc.constant([]), fc.constant({}), fc.constant("a"));
const word = fc.constantFrom("", "a", "ab", "{}", '{"a":1}');
const item = fc.oneof(
  odd,
  fc.record(
    {
      type: fc.constantFrom("message", "reasoning", "function_call", "web_search_call"),
      ...{ id: fc.oneof(word, odd), call_id: fc.oneof(word, odd), name: fc.oneof(word, odd) },
      arguments: fc.oneof(word, odd),
      status: fc.constantFrom("completed", "incomplete", null),
      content: fc.oneof(
        odd,
        fc.array(fc.record({ type: fc.constant("output_text"), text: fc.oneof(word, odd) })),
      ),
      summary: fc.oneof(odd, fc.array(fc.record({ text: word }))),
    },
    { requiredKeys: ["type"] },
  ),
);
const event = fc.record(
  {
    type: fc.constantFrom(...TYPES),
    ...{ item, item_id: fc.oneof(word, odd), output_index: fc.oneof(fc.integer({ min: 0, max: 2 }), odd) },
    ...{ delta: fc.oneof(word, odd), arguments: fc.oneof(word, odd), part: odd, annotation: odd },
  },
  { requiredKeys: ["type"] },
);
const end = fc.constantFrom(
  { type: "end" as const, reason: "completed" as const },
  { type: "end" as const, reason: "incomplete" as const, details: "max_output_tokens" },
  failed("server_error", "no"),
);

test("[C12] whatever events come, in whatever order, nothing throws and there is one end", () => {
  fc.assert(
    fc.property(
      fc.array(event, { maxLength: 30 }),
      fc.array(item, { maxLength: 4 }),
      end,
      (events, output, last) => {
        const translator = new Translator(new TakenIds([]));
        const chunks = events.flatMap(({ type, ...fields }) => translator.read(type, fields));
        const early = chunks.findIndex(({ type }) => type === "end");
        const items = output.flatMap((value) =>
          value !== null && typeof value === "object" && "type" in value ? [{ type: value.type }] : [],
        );
        const played =
          early >= 0
            ? chunks.slice(0, early + 1)
            : [...chunks, ...translator.end({ end: last, output: items, usage: null })];
        expect(played.filter(({ type }) => type === "end")).toHaveLength(1);
        expect(played.at(-1)?.type).toBe("end");
        let count = 0;
        const emitter = new ResponseEmitter({
          newId: (prefix) => `${prefix}_${(count += 1)}`,
          ...{ parallelToolCalls: true, maxOutputTokens: null },
        });
        for (const chunk of played) {
          if (chunk.type === "accepted" || chunk.type === "usage" || chunk.type === "end") continue;
          if (chunk.type === "refuse" || chunk.type === "frame" || chunk.type === "drop")
            throw new Error(chunk.type);
          if (chunk.type === "close" || chunk.type === "stall") throw new Error(chunk.type);
          emitter.feed(chunk);
        }
        emitter.close("completed");
        const calls = emitter.output.filter(({ type }) => type === "function_call");
        expect(calls.every(({ name }) => name !== "")).toBe(true);
        expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(calls.length);
      },
    ),
    { numRuns: 500, seed: 20261123 },
  );
});
