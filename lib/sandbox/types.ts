import * as z from "zod/mini";
import type { JsonValue } from "../util/json";

/** Rows as they are handed to code, which sees each as an object under its columns' names. */
export type SandboxInput = {
  columns: readonly { name: string; type: string }[];
  rows: readonly (readonly JsonValue[])[];
};

/** One run: the body of an async function of `input` (the rows) and `columns`. */
export type SandboxJob = { code: string; input: SandboxInput };

const place = z.nullable(z.int());

/** What the frame says, as JSON text. Everything but `ready` was written beside untrusted code. */
export const frameMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("line"), text: z.string() }),
  /** `json` is the returned value; `unprinted` counts the lines over the limit. */
  z.object({ type: z.literal("returned"), json: z.string(), ms: z.number(), unprinted: z.int() }),
  /** `line` and `column` count from 1 in the code that was given. */
  z.object({ type: z.literal("threw"), message: z.string(), line: place, column: place }),
  z.object({ type: z.literal("too_large"), chars: z.int() }),
  /** The worker said more, or longer things, than its script ever does. */
  z.object({ type: z.literal("flooded") }),
  z.object({ type: z.literal("broken") }),
]);
export type FrameMessage = z.infer<typeof frameMessageSchema>;

/** How a run ended, with what it had printed. `value` is JSON. */
export type SandboxEnd = { lines: readonly string[] } & (
  | { status: "returned"; value: JsonValue; ms: number; unprinted: number }
  | { status: "threw"; message: string; line: number | null; column: number | null }
  | { status: "too_large"; chars: number }
  | { status: "timed_out"; ms: number }
  | { status: "flooded" | "cancelled" | "unavailable" }
);
