import { expect, test, vi } from "vitest";
import { type AnyTool, defineTool } from "./define-tool";
import { createRegistry } from "./registry";

function tool(name: string, description = "Does it."): AnyTool {
  return defineTool<{ text?: string }>({
    name,
    title: name,
    description,
    effect: "read",
    parameters: { type: "object", properties: { text: { type: "string" } }, additionalProperties: false },
    run: ({ text }) => Promise.resolve({ output: text ?? "" }),
  });
}

test("specs come in the order of names and the hash does not depend on the order of tools", () => {
  const one = createRegistry([tool("b"), tool("a")]);
  expect(one.specs().map((spec) => spec.name)).toEqual(["a", "b"]);
  expect(one.hash).toMatch(/^[0-9a-f]{16}$/);
  expect(createRegistry([tool("a"), tool("b")]).hash).toBe(one.hash);
  expect(createRegistry([tool("a"), tool("b", "Does it otherwise.")]).hash).not.toBe(one.hash);
});

test("a tool is found by its name, and two of one name are a mistake", () => {
  expect(createRegistry([tool("a")]).get("a")?.spec.name).toBe("a");
  expect(createRegistry([tool("a")]).get("toString")).toBeUndefined();
  expect(() => createRegistry([tool("a"), tool("a")])).toThrow("two tools are named a");
});

test("[TOOL-16] tools come and go, and those of one task are told as one change", async () => {
  const registry = createRegistry([tool("a")]);
  const [before, heard] = [registry.hash, vi.fn<() => void>()];
  registry.onChange(heard);
  const removals = [registry.add(tool("b")), registry.add(tool("c"))];
  expect(registry.specs().map(({ name }) => name)).toEqual(["a", "b", "c"]);
  expect(registry.hash).not.toBe(before);
  await Promise.resolve();
  expect(heard).toHaveBeenCalledTimes(1);
  removals.forEach((remove) => remove());
  removals.forEach((remove) => remove());
  expect(registry.get("b")).toBeUndefined();
  expect(registry.hash).toBe(before);
  await Promise.resolve();
  expect(heard).toHaveBeenCalledTimes(2);
});

test("[TOOL-16] a name that is taken is refused, and its tool stays", () => {
  const first = tool("a");
  const registry = createRegistry([first]);
  expect(() => registry.add(tool("a"))).toThrow("two tools are named a");
  expect(registry.get("a")).toBe(first);
});

test("[TOOL-16] what was put away late removes no other tool of its name", () => {
  const registry = createRegistry([]);
  const removeFirst = registry.add(tool("a"));
  removeFirst();
  const second = tool("a");
  registry.add(second);
  removeFirst();
  expect(registry.get("a")).toBe(second);
});

test("a tool that reads is approved by default, and its arguments are checked", async () => {
  const made = tool("a");
  expect(made.spec).toMatchObject({ effect: "read", approval: "auto", timeoutMs: 60_000 });
  expect(await made.parse({ text: "x" })).toEqual({ ok: true, args: { text: "x" } });
  expect(await made.parse({ text: 1 })).toMatchObject({ ok: false });
});
