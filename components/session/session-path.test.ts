import { expect, test } from "vitest";
import { sessionIdOf, sessionPath } from "./session-path";

const id = "Zx0_-abcdefghijklmno";

test("the address of a session names it", () => {
  expect(sessionIdOf(sessionPath(id))).toBe(id);
  expect(sessionIdOf(`/s/${id}/`)).toBe(id);
});

test.each(["/", "/s/", "/s/short", `/s/${id}/more`, `/share/${id}`, `/s/${id}%2F..`])(
  "%s names no session",
  (path) => {
    expect(sessionIdOf(path)).toBeNull();
  },
);
