import { expect, test } from "vitest";
import { play } from "./campaign";
import { PROFILE_NAMES } from "./plan";
import { QUICK_PLANTS } from "./plants/plants";

const SCHEDULES = 60;
const PATIENCE_MS = 300_000;

test.each(QUICK_PLANTS)(
  "[T2] the simulation finds a planted bug: $name",
  async ({ make }) => {
    const campaign = { profiles: PROFILE_NAMES, from: 1, schedules: SCHEDULES };
    const { failures } = await play({ ...campaign, plant: make, untilFailure: true });
    expect(failures).toHaveLength(1);
  },
  PATIENCE_MS,
);
