import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import { createRejoin } from "./rejoin";

function stage() {
  const clock = createManualClock();
  const joined: string[] = [];
  const rejoin = createRejoin({ clock, random: () => 0.5, join: (sessionId) => joined.push(sessionId) });
  return { clock, joined, rejoin };
}

test("[CMD-12] however many commands met no owner, a page follows the session again once, after a wait", () => {
  const { clock, joined, rejoin } = stage();
  for (const sessionId of ["one", "one", "other", "one"]) rejoin.later(sessionId);
  clock.advance(600);
  expect(joined).toEqual([]);
  clock.advance(400);
  expect(joined).toEqual(["one", "other"]);
  rejoin.later("one");
  clock.advance(1_000);
  expect(joined).toEqual(["one", "other", "one"]);
});

test("a closed page follows nothing later", () => {
  const { clock, joined, rejoin } = stage();
  rejoin.later("one");
  rejoin.close();
  clock.advance(10_000);
  expect(joined).toEqual([]);
});
