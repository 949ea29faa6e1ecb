import { expect, test } from "vitest";
import type { ClientFrame } from "../protocol/frame";
import type { SessionView } from "./state";
import { emptyView } from "./view";
import { createWarm } from "./warm";

const A = "session-0000000001";
const B = "session-0000000002";

function setUp(part: Partial<SessionView> = {}) {
  const frames: ClientFrame[] = [];
  const time = { now: 0, isOpen: true };
  const warm = createWarm({
    view: (sessionId) => ({ ...emptyView(sessionId), role: "owner", phase: "live", ...part }),
    send: (frame) => time.isOpen && frames.push(frame) > 0,
    now: () => time.now,
  });
  return { warm, time, told: () => frames.map((frame) => ("sessionId" in frame ? frame.sessionId : "")) };
}

test("typing tells the server once, again after five seconds, and at once of another session", () => {
  const { warm, time, told } = setUp();
  warm(A);
  time.now = 4_999;
  warm(A);
  expect(told()).toEqual([A]);
  warm(B);
  time.now = 10_000;
  warm(B);
  expect(told()).toEqual([A, B, B]);
});

test("a signal that no connection took is not counted", () => {
  const { warm, time, told } = setUp();
  time.isOpen = false;
  warm(A);
  time.isOpen = true;
  warm(A);
  expect(told()).toEqual([A]);
});

test.each<Partial<SessionView>>([
  { role: "viewer" },
  { phase: "loading" },
  { upstream: "warm" },
  { upstream: "connecting" },
])("nothing is told where it would prepare nothing: %o", (part) => {
  const { warm, told } = setUp(part);
  warm(A);
  expect(told()).toEqual([]);
});
