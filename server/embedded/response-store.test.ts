import { expect, test } from "vitest";
import type { ContextNode } from "./context";
import type { ResponseRecord } from "./record";
import { ResponseStore } from "./response-store";

function record(id: string, parent: ContextNode | null = null, size = 1000): ResponseRecord {
  const node = { parent, items: [{ role: "user", content: "x".repeat(size) }], tokens: 0 };
  return { id, node, prefix: { digest: "", tokens: 0 } };
}

test("the oldest leaves first when there are too many", () => {
  const store = new ResponseStore({ maxResponses: 2, maxBytes: 1e6 });
  for (const id of ["a", "b", "c"]) store.put(record(id));
  expect([store.get("a"), store.get("b")?.id, store.get("c")?.id]).toEqual([null, "b", "c"]);
});

test("bytes that a chain shares count once and are freed with their last holder", () => {
  const store = new ResponseStore({ maxResponses: 2, maxBytes: 1e6 });
  const first = record("a");
  store.put(first);
  const one = store.bytes;
  const second = record("b", first.node);
  store.put(second);
  expect(store.bytes).toBe(2 * one);
  store.put(record("c"));
  expect(store.get("a")).toBeNull();
  expect(store.bytes).toBe(3 * one);
  store.put(record("d"));
  expect(store.bytes).toBe(2 * one);
});

test("a response that is larger than the store is not kept", () => {
  const store = new ResponseStore({ maxResponses: 10, maxBytes: 500 });
  store.put(record("a"));
  expect([store.size, store.bytes]).toEqual([0, 0]);
});

test("text counts with the bytes that it has, not with its characters", () => {
  const store = new ResponseStore({ maxResponses: 10, maxBytes: 1e6 });
  const node = { parent: null, items: [{ role: "user", content: "я".repeat(1000) }], tokens: 0 };
  store.put({ id: "a", node, prefix: { digest: "", tokens: 0 } });
  expect(store.bytes).toBeGreaterThanOrEqual(2000);
});
