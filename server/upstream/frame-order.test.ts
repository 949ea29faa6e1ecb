import { expect, test } from "vitest";
import { FrameOrder } from "./frame-order";

const frame = (sequence: number | null, event = `e${sequence}`) => ({
  text: `${sequence}:${event}`,
  sequence,
  event,
});

const taken = (...frames: ReturnType<typeof frame>[]): string[][] => {
  const order = new FrameOrder<string>();
  return frames.map((each, at) => order.take(each, at === frames.length - 1));
};

test("frames in order are due at once, whichever number is the first", () => {
  expect(taken(frame(0), frame(1), frame(2))).toEqual([["e0"], ["e1"], ["e2"]]);
  expect(taken(frame(7), frame(8))).toEqual([["e7"], ["e8"]]);
});

test("[U21][F65] a frame that comes again is dropped, also two frames later", () => {
  expect(taken(frame(0), frame(0), frame(1), frame(2), frame(1), frame(3)).flat()).toEqual([
    "e0",
    "e1",
    "e2",
    "e3",
  ]);
});

test("[F65] two frames that changed places are put right", () => {
  expect(taken(frame(0), frame(2), frame(1), frame(3))).toEqual([["e0"], [], ["e1", "e2"], ["e3"]]);
});

test("a number that never comes is waited for two frames long, and then no number counts", () => {
  const order = new FrameOrder<string>();
  const due = [0, 2, 4, 6, 8, 10].map((sequence) => order.take(frame(sequence), false));
  expect(due).toEqual([["e0"], [], [], ["e2", "e4", "e6"], ["e8"], ["e10"]]);
});

test("the last frame waits for nothing", () => {
  expect(taken(frame(0), frame(2), frame(3))).toEqual([["e0"], [], ["e2", "e3"]]);
});

test("equal numbers of different frames are no repetition", () => {
  expect(taken(frame(0, "a"), frame(0, "b"), frame(0, "a"), frame(0, "c"))).toEqual([
    ["a"],
    ["b"],
    ["a"],
    ["c"],
  ]);
});

test("frames without numbers are taken as they come", () => {
  expect(taken(frame(null, "a"), frame(null, "a"), frame(null, "b")).flat()).toEqual(["a", "a", "b"]);
});

test("a frame that is taken past the order uses up its number, if it is the next", () => {
  const order = new FrameOrder<string>();
  expect(order.take(frame(0), false)).toEqual(["e0"]);
  order.pass(9);
  order.pass(1);
  expect(order.take(frame(2), false)).toEqual(["e2"]);
});
