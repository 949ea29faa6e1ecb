import { expect, test } from "vitest";
import { failpointRefusal } from "./serve";

test("a production build does not start with a place to fail at", () => {
  const failpoint = { name: "checkpoint", nth: 1, action: "crash" } as const;
  expect(failpointRefusal({ failpoint }, "refused")).toContain("FAILPOINT");
  expect(failpointRefusal({ failpoint }, "allowed")).toBeNull();
  expect(failpointRefusal({ failpoint: null }, "refused")).toBeNull();
});
