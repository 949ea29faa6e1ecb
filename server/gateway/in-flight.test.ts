import { expect, test } from "vitest";
import { createInFlight } from "./in-flight";

test("[FRAME-8] a page with 64 frames under way is read no further until 16 are left", async () => {
  const told: string[] = [];
  const inFlight = createInFlight({ pause: () => told.push("pause"), resume: () => told.push("resume") });
  const ends: (() => void)[] = [];
  const begin = (): void => inFlight.add(new Promise<void>((resolve) => ends.push(resolve)));
  const end = async (count: number): Promise<void> => {
    for (const each of ends.splice(0, count)) each();
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (let count = 0; count < 63; count += 1) begin();
  expect(told).toEqual([]);
  begin();
  begin();
  expect(told).toEqual(["pause"]);
  await end(48);
  expect(told).toEqual(["pause"]);
  await end(1);
  expect(told).toEqual(["pause", "resume"]);
  inFlight.add(Promise.reject(new Error("a frame that fails ends, too")));
  await end(64);
  expect(told).toEqual(["pause", "resume"]);
});
