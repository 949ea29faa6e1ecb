import { expect, test } from "vitest";
import { gestureOf } from "./enter-key";

const enter = {
  key: "Enter",
  shiftKey: false,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  isComposing: false,
  keyCode: 13,
};

test.each([
  ["Enter", enter, false, "send"],
  ["Ctrl+Enter", { ...enter, ctrlKey: true }, false, "now"],
  ["Command+Enter", { ...enter, metaKey: true }, false, "now"],
  ["Ctrl+Enter beside a touch screen", { ...enter, ctrlKey: true }, true, "now"],
  ["Shift+Enter", { ...enter, shiftKey: true }, false, null],
  ["Alt+Enter", { ...enter, altKey: true }, false, null],
  ["Enter while composing", { ...enter, isComposing: true }, false, null],
  ["Ctrl+Enter while composing", { ...enter, ctrlKey: true, isComposing: true }, false, null],
  ["the Enter that ends a composition in Safari", { ...enter, keyCode: 229 }, false, null],
  ["Enter on a software keyboard", enter, true, null],
  ["another key", { ...enter, key: "a" }, false, null],
] as const)("%s means what it should", (_name, press, touch, gesture) => {
  expect(gestureOf(press, touch)).toBe(gesture);
});
