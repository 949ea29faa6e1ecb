import { expect, test } from "vitest";
import type { Armed } from "./armed";
import { cross, newCrossing, type Act, type Crossing } from "./crossing";
import type { UpstreamFault } from "./fault";
import { readPassing, type Passing } from "./passing";

const create = (previousId: string | null = null): Passing => ({
  from: "server",
  type: "create",
  previousId,
});
const from = (...types: Extract<Passing, { from: "provider" }>["type"][]): Passing[] =>
  types.map((type) => ({ from: "provider", type }));

/** What is done with each frame while one fault waits, and at which frame it hits. */
function played(fault: UpstreamFault, frames: readonly Passing[]): { acts: string[]; hitAt: number } {
  let crossing: Crossing = newCrossing;
  let armed: readonly Armed<UpstreamFault>[] = [{ id: 1, fault, principal: "p" }];
  let hitAt = -1;
  const acts = frames.map((frame, at) => {
    const step = cross(crossing, frame, armed);
    crossing = step.crossing;
    if (step.fired !== null) {
      armed = [];
      hitAt = at;
    }
    return step.acts.map((act: Act) => act.do).join("+");
  });
  return { acts, hitAt };
}

const ANSWER = [create(), ...from("begun", "text", "text", "text", "text", "ended")];
const CALLING = [
  create(),
  ...from("begun", "text", "call", "ended"),
  create("r1"),
  ...from("begun", "ended"),
];

test.each<[string, UpstreamFault, readonly Passing[], number, string[]]>([
  ["before a response", { fault: "drop_upstream", moment: "before_response" }, ANSWER, 0, ["cut"]],
  ["in text", { fault: "drop_upstream", moment: "in_text" }, ANSWER, 4, ["pass+cut"]],
  ["after a call", { fault: "drop_upstream", moment: "after_call" }, CALLING, 3, ["pass+cut"]],
  ["before outputs", { fault: "drop_upstream", moment: "before_outputs" }, CALLING, 4, ["pass+cut"]],
  ["at its age", { fault: "expire_upstream", moment: "before_outputs" }, CALLING, 4, ["pass+say+close"]],
  ["at a continuation", { fault: "forget_response" }, CALLING, 5, ["say"]],
  ["at a request", { fault: "limit_upstream", at: "response", retryAfterS: 1 }, CALLING, 0, ["say"]],
  ["with garbage", { fault: "garble_upstream", garbage: "array" }, ANSWER, 2, ["spill+pass", "pass"]],
  ["by turns", { fault: "reorder_upstream" }, ANSWER, 4, ["hold", "pass+release", "pass"]],
  ["twice", { fault: "duplicate_upstream", frames: 2 }, ANSWER, 1, ["pass+pass", "pass+pass", "pass"]],
  ["by silence", { fault: "stall_upstream", after: 3, dead: false }, ANSWER, 3, ["pass", "", "", ""]],
  ["slowly", { fault: "slow_upstream", ms: 9 }, ANSWER, 1, Array<string>(6).fill("wait+pass")],
])("a fault hits %s and lets pass what came before", (_where, fault, frames, hitAt, acts) => {
  const result = played(fault, frames);
  expect(result.hitAt).toBe(hitAt);
  expect(result.acts.slice(0, hitAt)).toEqual(Array(hitAt).fill("pass"));
  expect(result.acts.slice(hitAt, hitAt + acts.length)).toEqual(acts);
});

test("a response without calls is not cut before outputs, and a first request continues nothing", () => {
  expect(played({ fault: "drop_upstream", moment: "before_outputs" }, ANSWER).hitAt).toBe(-1);
  expect(played({ fault: "forget_response" }, ANSWER).hitAt).toBe(-1);
});

test("a slow response is followed by one that is not", () => {
  const twice = [...ANSWER, ...ANSWER];
  expect(played({ fault: "slow_upstream", ms: 9 }, twice).acts.slice(7)).toEqual(Array(7).fill("pass"));
});

test("warm-ups, lanes of their own and what is not JSON are no part of a response", () => {
  const warmUp = JSON.stringify({ type: "response.create", generate: false });
  expect(readPassing("server", warmUp)).toEqual({ from: "server", type: "warm_up" });
  const aside = JSON.stringify({ type: "response.create", stream_id: "a" });
  expect(readPassing("server", aside)).toEqual({ from: "server", type: "other" });
  const delta = JSON.stringify({ type: "response.output_text.delta", stream_id: "a", delta: "x" });
  expect(readPassing("provider", delta)).toEqual({ from: "provider", type: "other" });
  for (const text of ["{", "[]", "null", '{"type":"__proto__"}', '{"type":7}', null]) {
    expect(readPassing("provider", text)).toEqual({ from: "provider", type: "other" });
  }
});

test("frames of a warm-up count for nothing", () => {
  const warmed = [{ from: "server", type: "warm_up" } as const, ...from("begun", "ended"), ...ANSWER];
  expect(played({ fault: "stall_upstream", after: 1, dead: false }, warmed).hitAt).toBe(4);
});
