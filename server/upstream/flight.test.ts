import { expect, test } from "vitest";
import { ManualClock } from "./testing/manual-clock";
import { Flight } from "./flight";
import { readFrame } from "./read-event";
import { begun, itemFrames, messageItem } from "./testing/reply";

const times = { sendMs: 1000, firstEventMs: 1000, betweenEventsMs: 1000 };
const request = { text: "", bytes: { up: 0, notResent: 0 }, continues: false, settings: "", context: 0 };

test("[F65] numbers of what is told late of the response before do not upset the order of this one", () => {
  const previous = { id: "first", items: new Set(["msg_first"]) };
  const flight = new Flight("key", request, {
    ...{ clock: new ManualClock(), times, previous, onSilent: () => undefined },
  });
  const [, , late] = itemFrames(messageItem("first", "good day"), 0);
  const [added, first, second] = itemFrames(messageItem("second", "well met"), 0);
  const sent: [number, unknown][] = [
    [4, late],
    [0, begun("second")],
    [1, added],
    [3, second],
    [2, first],
  ];
  const steps = sent.flatMap(([sequence, frame]) => {
    const text = JSON.stringify(frame);
    const due = flight.hear({ text, sequence, event: readFrame(text).event });
    return due.flatMap((event) => (event === null || event.type === "steer" ? [] : flight.read(event)));
  });
  expect(steps.flatMap((step) => (step.type === "item_delta" ? step.text : [])).join("")).toBe("well met");
});
