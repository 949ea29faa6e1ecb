import type { Plan, Profile } from "./plan";
import { planOf } from "./plan";
import type { Plant } from "./plant";
import { run } from "./run";

export type Failure = { plan: Plan; violations: readonly string[] };
export type Campaign = { schedules: number; failures: readonly Failure[]; seen: ReadonlyMap<string, number> };

export type CampaignOptions = {
  profiles: readonly Profile[];
  from: number;
  schedules: number;
  /** A bug, planted anew in each schedule. */
  plant?: () => Plant;
  /** Ends with the first schedule that fails. */
  untilFailure?: boolean;
};

/** Plays schedules one after the other, the profiles in turn. */
export async function play(options: CampaignOptions): Promise<Campaign> {
  const { profiles, from, plant, untilFailure = false } = options;
  const failures: Failure[] = [];
  const seen = new Map<string, number>();
  let schedules = 0;
  while (schedules < options.schedules && !(untilFailure && failures.length > 0)) {
    const profile = profiles[schedules % profiles.length] ?? "all";
    const plan = planOf(profile, from + schedules);
    const result = await run(plan, plant?.());
    for (const [what, times] of result.seen) seen.set(what, (seen.get(what) ?? 0) + times);
    if (result.violations.length > 0) failures.push({ plan, violations: result.violations });
    schedules += 1;
  }
  return { schedules, failures, seen };
}
