import type { Garbage } from "./fault";

const HUGE_CHARS = 8 * 1024 * 1024;

/** A frame that no peer should send. */
export function garbageFrame(garbage: Garbage): string | Buffer {
  switch (garbage) {
    case "not_json":
      return '{"type":"response.output_text.delta","delta":"half a fra';
    case "binary":
      return Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x7b, 0x22]);
    case "huge":
      return JSON.stringify({ type: "response.nothing_known", padding: "x".repeat(HUGE_CHARS) });
    case "array":
      return '[{"type":"response.completed"},{"type":"events"}]';
    case "null":
      return "null";
    case "unknown_type":
      return '{"type":"__proto__","response":{"id":null},"events":7,"after":-1}';
  }
}
