import { expect, test } from "vitest";
import { targetOf } from "./queue-order";

const queue = ["q1", "q2", "q3"].map((queueId) => ({
  queueId,
  text: queueId,
  at: 0,
  executorId: null,
  attachments: [],
  workspace: null,
  returned: null,
}));

test.each([
  ["q1", "up", "nowhere"],
  ["q2", "up", "q1"],
  ["q1", "down", "q3"],
  ["q2", "down", null],
  ["q3", "down", "nowhere"],
  ["q9", "down", "nowhere"],
] as const)("moving %s %s puts it before %s", (queueId, direction, target) => {
  expect(targetOf(queue, queueId, direction)).toBe(target);
});
