import { expect, test } from "vitest";
import { MAX_DEPTH, MAX_KEYS, MAX_MESSAGE_CHARS, MAX_STRING_CHARS } from "../../lib/protocol/limits";
import { parseFrame } from "./parse-frame";

const SESSION = "session-00000000001";
const COMMAND = "command-00000000001";

const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);
const keyed = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_none, at) => [`k${at}`, 0])));

test.each([
  ["nesting", nested(MAX_DEPTH + 1), "nested too deep"],
  ["keys", keyed(MAX_KEYS + 1), "too many keys"],
  ["a string", JSON.stringify({ text: "x".repeat(MAX_STRING_CHARS + 1) }), "a string is too long"],
  ["a prototype key", '{"__proto__":{}}', "the key __proto__ is not allowed"],
])("[FRAME-5] %s beyond the limits makes a bad frame", (_what, text, reason) => {
  expect(parseFrame(text)).toEqual({ type: "bad_frame", reason });
});

test("[FRAME-5] what meets the limits exactly is judged by its shape alone", () => {
  expect(parseFrame(nested(MAX_DEPTH))).not.toEqual({ type: "bad_frame", reason: "nested too deep" });
  expect(parseFrame(keyed(MAX_KEYS))).not.toEqual({ type: "bad_frame", reason: "too many keys" });
});

const message = (text: string): string =>
  JSON.stringify({
    type: "command",
    sessionId: SESSION,
    commandId: COMMAND,
    command: { type: "send_message", text, executorId: null },
  });

test("[CMD-7] a message of 100,000 characters is a command, and one more makes it a refused one", () => {
  expect(parseFrame(message("x".repeat(MAX_MESSAGE_CHARS)))).toMatchObject({ type: "frame" });
  const over = parseFrame(message("x".repeat(MAX_MESSAGE_CHARS + 1)));
  expect(over).toMatchObject({ type: "bad_command", sessionId: SESSION, commandId: COMMAND });
});
