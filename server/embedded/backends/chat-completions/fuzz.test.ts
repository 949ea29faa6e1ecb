import fc from "fast-check";
import { expect, test } from "vitest";
import type { BackendChunk } from "../../backend";
import { ChatAnswer } from "./answer";
import { CallAssembler } from "./calls";
import { Unsupported } from "./content";
import { chatMessages } from "./messages";

const SEED = 20_261_123;
const RUNS = { seed: SEED, numRuns: 300 };

const answer = () => new ChatAnswer({ apiKey: "k", takeId: (given) => given });

/** JSON with the keys that matter at the places where they matter, and anything at all as values. */
const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom("", "{", "{}", "f", 0, 1, null));
const toolCall = fc.record(
  { index: odd, id: odd, function: fc.oneof(odd, fc.record({ name: odd, arguments: odd })) },
  { requiredKeys: [] },
);
const delta = fc.record(
  {
    content: odd,
    reasoning: odd,
    reasoning_content: odd,
    refusal: odd,
    annotations: odd,
    function_call: odd,
    tool_calls: fc.oneof(odd, fc.array(toolCall, { maxLength: 3 })),
  },
  { requiredKeys: [] },
);
const choice = fc.record(
  { index: odd, delta: fc.oneof(odd, delta), finish_reason: odd },
  { requiredKeys: [] },
);
const event = fc.oneof(
  odd,
  fc.record(
    { choices: fc.oneof(odd, fc.array(choice, { maxLength: 2 })), usage: odd, error: odd },
    { requiredKeys: [] },
  ),
);

function checkCalls(chunks: readonly BackendChunk[]): void {
  let open = false;
  for (const chunk of chunks) {
    if (chunk.type === "call_delta" || chunk.type === "call_end") expect(open).toBe(true);
    if (chunk.type === "call_start") expect(open).toBe(false);
    if (chunk.type === "call_start") expect(chunk.name).not.toBe("");
    if (chunk.type === "text" || chunk.type === "reasoning_text") expect(open).toBe(false);
    open = chunk.type === "call_start" || (open && chunk.type !== "call_end");
  }
}

test(`whatever a server sends, it is read without a throw and calls stay whole (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 8 }), (events) => {
      const reader = answer();
      const chunks: BackendChunk[] = [];
      for (const each of events) chunks.push(...reader.read(each));
      chunks.push(...reader.end(true));
      checkCalls(chunks.filter(({ type }) => type !== "refuse"));
    }),
    RUNS,
  );
});

test(`however calls are cut and mixed, they come out as they were made (seed ${SEED})`, () => {
  const args = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
  const call = fc.record({
    name: fc.constantFrom("f", "g"),
    args,
    cuts: fc.array(fc.nat(6), { maxLength: 6 }),
  });
  fc.assert(
    fc.property(fc.array(call, { minLength: 1, maxLength: 4 }), fc.boolean(), (calls, mixed) => {
      const queues = calls.map(({ name, args: value, cuts }, index) => [
        { index, id: `c${index}`, function: { name, arguments: "" } },
        ...cutUp(JSON.stringify(value), cuts).map((text) => ({ index, function: { arguments: text } })),
      ]);
      const order = mixed ? byTurns(queues) : queues.flat();
      const assembler = new CallAssembler({ takeId: (given) => given });
      const chunks = [...order.flatMap((each) => assembler.take([each], null)), ...assembler.end()];
      checkCalls(chunks);
      expect(whole(chunks)).toEqual(calls.map(({ name, args: value }) => [name, jsonOf(value)]));
    }),
    RUNS,
  );
});

test(`whatever a context holds, it becomes a chat or is refused (seed ${SEED})`, () => {
  const type = fc.constantFrom(
    "message",
    "function_call",
    "function_call_output",
    "reasoning",
    "x",
    "compaction",
  );
  const item = fc.record(
    {
      type,
      role: fc.constantFrom("user", "assistant", "developer"),
      call_id: fc.constantFrom("a", "b"),
      content: odd,
      output: odd,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.array(item, { maxLength: 8 }), (input) => {
      const messages = chatMessages(input, { instructions: null, thoughts: true });
      if (messages instanceof Unsupported) return;
      for (const [at, message] of messages.entries()) {
        if (message.role === "tool") expect(["assistant", "tool"]).toContain(messages[at - 1]?.role);
      }
    }),
    RUNS,
  );
});

function cutUp(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const size of sizes) {
    pieces.push(text.slice(from, from + size));
    from += size;
  }
  return [...pieces, text.slice(from)].filter((piece) => piece !== "");
}

const byTurns = <T>(queues: readonly (readonly T[])[]): T[] =>
  Array.from({ length: Math.max(...queues.map(({ length }) => length)) }, (_, at) =>
    queues.flatMap((queue) => queue.slice(at, at + 1)),
  ).flat();

function whole(chunks: readonly BackendChunk[]): unknown[] {
  const calls: { name: string; text: string }[] = [];
  for (const chunk of chunks) {
    if (chunk.type === "call_start") calls.push({ name: chunk.name, text: "" });
    const last = calls.at(-1);
    if (chunk.type === "call_delta" && last !== undefined) last.text += chunk.arguments;
  }
  return calls.map(({ name, text }) => [name, JSON.parse(text) as unknown]);
}

/** The value as JSON carries it: -0 is 0 there. */
const jsonOf = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
