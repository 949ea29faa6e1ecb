import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SessionEvent } from "./event";
import { eventBodySchemas, parseEvent } from "./event";
import { guestForm, redactForGuest } from "./visibility";

const text = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** `| \`turn.started\` | … | redacted |` of the table of events. */
const documented = [
  ...text.matchAll(/^\| `([a-z_]+\.[a-z_]+)` +\|.*\| (whole|redacted|hidden)[^|]*\|$/gm),
].map(([, type = "", form = ""]) => [type, form]);

test("[VIS-1] every event has the guest form that docs/protocol.md gives it", () => {
  const inCode = Object.keys(eventBodySchemas).map((type) => [type, guestForm(type)]);
  expect([...documented].sort()).toEqual(inCode.sort());
});

const STAMP = { seq: 7, at: 70, commandId: "command-000000001" };

test.each<[SessionEvent, Record<string, unknown>]>([
  [
    {
      ...STAMP,
      type: "turn.started",
      parentTurnId: null,
      text: "hello",
      model: "m",
      executorId: "executor-0000000001",
      queueId: "q3",
    },
    { executorId: null, queueId: null, text: "hello" },
  ],
  [
    { ...STAMP, type: "tool_call.assigned", callId: "c5", executorId: "executor-0000000001", deadline: 9 },
    { executorId: "hidden-executor-id", callId: "c5" },
  ],
])(
  "[VIS-2] a redacted event names no page and no command, and is still an event ($0.type)",
  (event, shown) => {
    const guest = redactForGuest(event);
    expect(guest).toMatchObject({ ...shown, seq: 7 });
    expect(JSON.stringify(guest)).not.toMatch(/executor-0000000001|command-000000001/);
    expect(parseEvent(guest)).toEqual(guest);
  },
);
