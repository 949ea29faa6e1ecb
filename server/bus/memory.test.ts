import { expect, test, vi } from "vitest";
import { busContract } from "./bus.contract";
import { createMemoryBus } from "./memory";

busContract("memory", createMemoryBus);

test("a listener that throws keeps the message from nobody, and its error is not swallowed", async () => {
  const bus = createMemoryBus();
  const surfaced = vi.fn();
  const microtask = vi.spyOn(globalThis, "queueMicrotask").mockImplementation(surfaced);
  const listener = vi.fn();
  bus.onListChanged("ann", () => {
    throw new Error("bug");
  });
  bus.onListChanged("ann", listener);
  bus.listChanged("ann");
  microtask.mockRestore();
  expect(listener).toHaveBeenCalledTimes(1);
  expect(surfaced).toHaveBeenCalledTimes(1);
});
