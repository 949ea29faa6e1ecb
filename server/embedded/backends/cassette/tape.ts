import * as z from "zod/mini";
import { itemSchema } from "../../../../lib/responses/item";

/** The name in a model id `cassette:<name>` and in the file `<name>.json`: no separator, no leading dot. */
export const CASSETTE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;

export const MAX_TAPE_BYTES = 16 * 1024 * 1024;

const count = z.int().check(z.minimum(0));
const bag = z.record(z.string(), z.unknown());
const text = z.string();

const endSchema = z.discriminatedUnion("reason", [
  z.object({ type: z.literal("end"), reason: z.literal("completed") }),
  z.object({ type: z.literal("end"), reason: z.literal("incomplete"), details: text }),
  z.object({ type: z.literal("end"), reason: z.literal("failed"), code: text, message: text }),
]);

const chunkSchema = z.union([
  z.object({ type: z.enum(["text", "refusal", "reasoning", "reasoning_text"]), text }),
  z.object({ type: z.literal("call_delta"), arguments: text }),
  z.object({ type: z.literal("call_start"), name: text }),
  z.object({ type: z.literal("call"), name: text, arguments: text }),
  z.object({ type: z.enum(["accepted", "message_end", "reasoning_end", "part_end", "call_end", "drop"]) }),
  z.object({ type: z.literal("annotation"), annotation: bag }),
  z.object({ type: z.literal("fields"), fields: bag }),
  z.object({ type: z.literal("item"), item: itemSchema }),
  z.object({ type: z.literal("usage"), input: count, cached: count, output: count, reasoning: count }),
  z.object({
    ...{ type: z.literal("refuse"), status: z.int().check(z.minimum(400), z.maximum(599)) },
    ...{ code: z.nullable(text), message: text, headers: z.record(z.string(), z.string()) },
    param: z.exactOptional(z.nullable(text)),
    errorType: z.exactOptional(text),
  }),
  z.object({ type: z.literal("close"), code: z.int() }),
  z.object({ type: z.literal("stall"), dead: z.boolean() }),
  z.object({ type: z.literal("frame"), text }),
  endSchema,
]);

const requestSchema = z.object({
  same: count,
  input: z.array(itemSchema),
  tools: z.exactOptional(z.array(text)),
  instructions: z.exactOptional(text),
  settings: z.exactOptional(z.record(text, text)),
});

const turnSchema = z.object({
  request: requestSchema,
  chunks: z.array(z.object({ after: count, chunk: chunkSchema })),
});
export type TapeTurn = z.infer<typeof turnSchema>;
export type TapeChunk = TapeTurn["chunks"][number];

/**
 * A recorded session, one file `<name>.json`:
 *
 *     {
 *       "format": "longwire-cassette",
 *       "version": 1,
 *       "turns": [
 *         {
 *           "request": {
 *             "same": 0,                  items from the front of the turn before's whole input …
 *             "input": [{ "type": "message", "role": "user", "content": [ … ] }],      … and those that follow
 *             "tools": ["run_sql"],       names in order; left out, tools are not compared
 *             "instructions": "9f86d0…"   SHA-256 in hex, or "none"; left out, they are not compared
 *             "settings": { "tools[0] run_sql": "sha256:…" }   canonical JSON, or its SHA-256; left out, not compared
 *           },
 *           "chunks": [{ "after": 12, "chunk": { "type": "text", "text": "Hello" } }]
 *         }
 *       ]
 *     }
 *
 * Items are canonical: no `id`, `status` or `encrypted_content`, call ids `call_1`, `call_2` … in the order of their
 * first appearance. `after` counts milliseconds since the chunk before. Chunks are what a backend yields. Of two turns
 * with the same request the later one is played.
 */
export const tapeSchema = z.object({
  format: z.literal("longwire-cassette"),
  version: z.literal(1),
  turns: z.array(turnSchema),
});
export type Tape = z.infer<typeof tapeSchema>;
