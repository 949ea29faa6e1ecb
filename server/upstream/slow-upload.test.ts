import { expect, test } from "vitest";
import { bench, type Bench } from "./testing/bench";
import { httpBench } from "./testing/http-bench";
import { ManualClock } from "./testing/manual-clock";
import { until } from "./testing/recorder";
import { continues, opens, user } from "./testing/requests";

/** More than the buffers of a loopback connection hold. */
const large = "x".repeat(12_000_000);
const limits = { firstEventMs: 500, reusedFirstEventMs: 500, heartbeatMs: 100, sendMs: 5_000 };

/** A large request to a provider that has stopped reading. */
async function uploading(heartbeatMs = limits.heartbeatMs): Promise<Bench & { clock: ManualClock }> {
  const clock = new ManualClock();
  const at = await bench({ clock, limits: { ...limits, heartbeatMs } });
  at.line.create(opens("a"));
  await at.heard.ended("a");
  at.provider.connections[0]?.pause();
  at.line.create(continues("b", "a", [], [user(large)]));
  return { ...at, clock };
}

function pass(clock: ManualClock, ms: number): void {
  for (let beats = 0; beats < ms / 100; beats += 1) clock.advance(100);
}

test("[C8] [U42] the time to the first event begins when the last byte has left, and an upload under way is life", async () => {
  const at = await uploading();
  pass(at.clock, 4_000);
  expect(at.heard.of("b")).toEqual([]);
  expect(at.line.status).toBe("warm");
  at.provider.connections[0]?.resume();
  expect(await at.heard.ended("b")).toMatchObject({ type: "done" });
  expect(at.provider.sockets).toHaveLength(1);
});

test("[C8] [U13] an upload that does not come to its end is given up", async () => {
  const at = await uploading();
  pass(at.clock, 4_900);
  expect(at.heard.of("b")).toEqual([]);
  pass(at.clock, 100);
  expect(await at.heard.ended("b")).toMatchObject({ failure: { code: "timeout" } });
});

test("[C8] [U25] a provider that has the whole request and says nothing is given up as soon as ever", async () => {
  const at = await uploading(1e9);
  at.provider.replies.push({ type: "stall", after: "nothing" });
  pass(at.clock, 1_000);
  at.provider.connections[0]?.resume();
  await until(() => at.provider.requests.length === 2);
  pass(at.clock, 500);
  expect(await at.heard.ended("b")).toMatchObject({ failure: { code: "timeout" } });
});

test("[C8] over HTTP the time to the first event begins when the last byte has left, too", async () => {
  const clock = new ManualClock();
  const at = await httpBench({ clock, limits: { firstEventMs: 500, sendMs: 5_000 } });
  let readOn = (): void => undefined;
  at.provider.reading = new Promise((resolve) => (readOn = resolve));
  at.line.create(opens("a", [user(large)]));
  await until(() => at.provider.heads === 1);
  pass(clock, 4_000);
  expect(at.heard.of("a")).toEqual([]);
  readOn();
  expect(await at.heard.ended("a")).toMatchObject({ type: "done" });
});
