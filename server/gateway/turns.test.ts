import { expect, test } from "vitest";
import { createTurns } from "./turns";

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("[RES-14] one long read goes on in each turn, whoever waits first", async () => {
  const turns: (() => void)[] = [];
  const inTurns = createTurns((run) => turns.push(run));
  const seen: string[] = [];
  for (const name of ["first", "second", "third"]) void inTurns().then(() => seen.push(name));
  await settled();
  expect(seen).toEqual(["first"]);
  turns.shift()?.();
  await settled();
  expect(seen).toEqual(["first", "second"]);
  turns.shift()?.();
  await settled();
  expect(seen).toEqual(["first", "second", "third"]);
});

test("[RES-14] who comes after a quiet turn does not wait", async () => {
  const turns: (() => void)[] = [];
  const inTurns = createTurns((run) => turns.push(run));
  await inTurns();
  turns.shift()?.();
  await inTurns();
  expect(turns).toHaveLength(1);
});
