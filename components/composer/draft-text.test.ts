import { expect, test } from "vitest";
import { draftToKeep, putBack, withoutUnderWay } from "./draft-text";

test("a message on its way stays in the kept draft, before what is typed meanwhile", () => {
  expect(draftToKeep(["first", "second"], "third")).toBe("first\n\nsecond\n\nthird");
  expect(draftToKeep([], "only")).toBe("only");
  expect(draftToKeep(["sent"], "")).toBe("sent");
});

test.each([
  ["sent", ["sent"], ""],
  ["sent\n\ntyped", ["sent"], "typed"],
  ["first\n\nsecond\n\nthird", ["first", "second"], "third"],
  ["typed", ["sent"], "typed"],
  ["sentence", ["sent"], "sentence"],
  ["sent\n\nsent", ["sent"], "sent"],
])("from the draft %j the messages %j are taken once", (draft, underWay, rest) => {
  expect(withoutUnderWay(draft, underWay)).toBe(rest);
});

test("what is kept and what is on its way give back what was typed", () => {
  const underWay = ["a\n\nb", "c"];
  expect(withoutUnderWay(draftToKeep(underWay, "typed\n\nmore"), underWay)).toBe("typed\n\nmore");
});

test("a refused message comes back before what was typed meanwhile", () => {
  expect(putBack("refused", "typed")).toBe("refused\n\ntyped");
  expect(putBack("refused", "")).toBe("refused");
});
