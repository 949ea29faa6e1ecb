import { expect, test } from "vitest";
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

test("a tool that reads is approved by default, and its arguments are checked", async () => {
  const made = tool("a");
  expect(made.spec).toMatchObject({ effect: "read", approval: "auto", timeoutMs: 60_000 });
  expect(await made.parse({ text: "x" })).toEqual({ ok: true, args: { text: "x" } });
  expect(await made.parse({ text: 1 })).toMatchObject({ ok: false });
});
