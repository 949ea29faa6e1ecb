import { expect, test } from "vitest";
import { enterSends } from "./enter-key";

const enter = { key: "Enter", shiftKey: false, altKey: false, isComposing: false, keyCode: 13 };

test.each([
  ["Enter", enter, false, true],
  ["Shift+Enter", { ...enter, shiftKey: true }, false, false],
  ["Alt+Enter", { ...enter, altKey: true }, false, false],
  ["Enter while composing", { ...enter, isComposing: true }, false, false],
  ["the Enter that ends a composition in Safari", { ...enter, keyCode: 229 }, false, false],
  ["Enter on a software keyboard", enter, true, false],
  ["another key", { ...enter, key: "a" }, false, false],
] as const)("%s sends only when it should", (_name, press, touch, sends) => {
  expect(enterSends(press, touch)).toBe(sends);
});
