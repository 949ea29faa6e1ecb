import { expect, test } from "vitest";
import type { Engine } from "./engine";
import { createEngineHolder } from "./engine-holder";

type Fake = Engine & { crash: () => void };

/** An engine with an end and nothing else; what DuckDB does is tested in a browser. */
function fake(): Fake {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  const end = (): Promise<void> => Promise.resolve(resolve());
  return { ended: promise, terminate: end, crash: resolve } as unknown as Fake;
}

function holder(...starts: (Fake | Error)[]) {
  let started = 0;
  const engines = createEngineHolder(() => {
    const next = starts[started];
    started += 1;
    return next instanceof Error || next === undefined
      ? Promise.reject(next ?? new Error("none"))
      : Promise.resolve(next);
  });
  return { engines, started: () => started };
}

test("an engine is started once for all who ask", async () => {
  const { engines, started } = holder(fake());
  await Promise.all([engines.get(), engines.get(), engines.run(() => Promise.resolve(1))]);
  expect(started()).toBe(1);
});

test("after a start that failed the next call tries again", async () => {
  const { engines, started } = holder(new Error("no wasm"), fake());
  await expect(engines.get()).rejects.toThrow("no wasm");
  await expect(engines.run(() => Promise.resolve("done"))).resolves.toBe("done");
  expect(started()).toBe(2);
});

test("work that an ending engine leaves unanswered is done once more on the next", async () => {
  const first = fake();
  const second = fake();
  const { engines } = holder(first, second);
  const seen: Engine[] = [];
  const done = engines.run((engine) => {
    seen.push(engine);
    if (engine === second) return Promise.resolve("answered");
    first.crash();
    return new Promise<string>(() => undefined);
  });
  await expect(done).resolves.toBe("answered");
  expect(seen).toEqual([first, second]);
});

test("work that ends two engines rejects instead of going on for ever", async () => {
  const { engines } = holder(fake(), fake(), fake());
  const done = engines.run((engine) => {
    (engine as Fake).crash();
    return new Promise<never>(() => undefined);
  });
  await expect(done).rejects.toThrow("started anew");
});

test("work that fails is not repeated", async () => {
  const { engines, started } = holder(fake(), fake());
  await expect(engines.run(() => Promise.reject(new Error("bad SQL")))).rejects.toThrow("bad SQL");
  expect(started()).toBe(1);
});
