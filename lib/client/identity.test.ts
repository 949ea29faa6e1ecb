import { afterEach, expect, test, vi } from "vitest";
import { executorId } from "./identity";

/** The locks of one browser: a name has one holder, and the others wait until they give up. */
function browser() {
  const held = new Set<string>();
  const request = (name: string, { signal }: { signal: AbortSignal }, run: () => Promise<never>) => {
    if (!held.has(name)) {
      held.add(name);
      return run();
    }
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("given up")));
    });
  };
  return { navigator: { locks: { request } }, letGo: () => held.clear() };
}

/** `storage` is what a duplicated tab copies. */
function tab(navigator: object, storage: Map<string, string>): void {
  vi.stubGlobal("navigator", navigator);
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("[TOOL-14] [F8] a duplicated tab takes an executor of its own, and keeps it", async () => {
  vi.useFakeTimers();
  const { navigator, letGo } = browser();
  const first = new Map<string, string>();
  tab(navigator, first);
  const original = await executorId();
  const copy = new Map(first);
  tab(navigator, copy);
  const taking = executorId();
  await vi.advanceTimersByTimeAsync(1_500);
  const own = await taking;
  expect(own).not.toBe(original);
  letGo();
  expect(await executorId()).toBe(own);
});

test("[TOOL-14] a page that is reloaded stays the same executor", async () => {
  const { navigator, letGo } = browser();
  tab(navigator, new Map());
  const before = await executorId();
  letGo();
  expect(await executorId()).toBe(before);
});

test("a browser without locks or storage still gives an executor", async () => {
  vi.stubGlobal("navigator", {});
  expect((await executorId()).length).toBeGreaterThanOrEqual(16);
});
