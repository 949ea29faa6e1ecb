import { expect, test } from "vitest";
import { Timeline } from "./timeline";

test("T1 a wait that is lost in the rounding of the time ends all the same, and time goes on", async () => {
  const timeline = new Timeline();
  let looks = 0;
  const look = (): void => {
    looks += 1;
    if (looks < 1_000) timeline.after(1e-10, look);
  };
  timeline.after(0, look);
  await timeline.run(10);
  expect(looks).toBe(11);
});
