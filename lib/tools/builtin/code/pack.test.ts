import { expect, test } from "vitest";
import type { Desk } from "../../../desk/types";
import { toolSpecSchema } from "../../../protocol/tool";
import { RUN_LIMIT_MS } from "../../../sandbox/limits";
import { createRegistry } from "../../registry";
import { codePack } from "./pack";

const registry = createRegistry(codePack({} as Desk));

test("the pack's spec is valid, only reads, and asks once for a session", () => {
  const [spec] = registry.specs();
  expect(toolSpecSchema.safeParse(spec).success).toBe(true);
  expect(spec).toMatchObject({ name: "run_javascript", effect: "read", approval: "session" });
  expect(spec?.timeoutMs).toBeGreaterThan(RUN_LIMIT_MS * 2);
});

test.each([
  [{}],
  [{ code: "" }],
  [{ code: "x".repeat(20_001) }],
  [{ code: "1", input: "" }],
  [{ code: "1", url: "x" }],
])("arguments %# that do not fit are refused", async (args) => {
  expect(await registry.get("run_javascript")?.parse(args)).toMatchObject({ ok: false });
});
