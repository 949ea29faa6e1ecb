import { expect, test } from "vitest";
import { createMemoryStore } from "../store/memory";
import { ownedSession, rowsAfter } from "../store/fixture";
import type { FailpointName } from "./failpoint";
import { createFailpoint, parseFailpoint } from "./failpoint";
import { storeWithFailpoints } from "./in-store";

function armed(text: string) {
  const parsed = parseFailpoint(text);
  if (!parsed) throw new Error(text);
  const hits: FailpointName[] = [];
  return { failpoint: createFailpoint(parsed, (name) => void hits.push(name)), hits };
}

test("a place fails at the visit that was asked for, and at no other", () => {
  const { failpoint, hits } = armed("text_received:3:crash");
  for (let visit = 0; visit < 9; visit += 1) failpoint.reach("text_received");
  failpoint.reach("checkpoint");
  expect(hits).toEqual(["text_received"]);
  const thrown = createFailpoint({ name: "checkpoint", nth: 1, action: "throw" });
  expect(() => thrown.reach("checkpoint")).toThrow("thrown at checkpoint");
  expect(() => thrown.reach("checkpoint")).not.toThrow();
});

test.each<[FailpointName, string, boolean]>([
  ["command_received", "turn.started", false],
  ["command_committed", "turn.started", true],
  ["claim_received", "tool_call.started", false],
  ["response_committed", "response.done", true],
  ["call_committed", "tool_call.assigned", true],
  ["result_committed", "tool_call.finished", true],
])("%s is reached with %s, and the log holds it: %s", async (name, type, isCommitted) => {
  const inner = createMemoryStore();
  const heads: number[] = [];
  const failpoint = {
    reach: (reached: FailpointName) => {
      if (reached === name) void inner.events.head("s").then((head) => heads.push(head?.seq ?? 0));
    },
    reachSoon: () => false,
  };
  const store = storeWithFailpoints(inner, failpoint);
  const lease = await ownedSession(store, "s");
  const rows = rowsAfter(0, 1, { type, commandId: "c1" });
  await store.events.append({ lease, after: 0, rows, summary: null, sync: true });
  expect(heads).toEqual([isCommitted ? 1 : 0]);
});
