import { expect, test, vi } from "vitest";
import { callTool } from "../../call-tool";
import { defineTool } from "../../define-tool";
import { setTheme } from "./set-theme";

test("set_theme shows the theme that it is given, and says so", async () => {
  const apply = vi.fn<(theme: string) => void>();
  const { outcome } = await callTool(defineTool(setTheme(apply)), { theme: "dark" });
  expect(outcome).toEqual({ ok: true, output: '{"theme":"dark"}' });
  expect(apply.mock.calls).toEqual([["dark"]]);
});

test("set_theme knows no other theme than its three", async () => {
  const apply = vi.fn<(theme: string) => void>();
  const { outcome } = await callTool(defineTool(setTheme(apply)), { theme: "sepia" });
  expect(outcome).toMatchObject({ ok: false, error: { code: "invalid_arguments" } });
  expect(apply).not.toHaveBeenCalled();
});
