import { expect, test } from "vitest";
import { play } from "./campaign";
import { FOUND } from "./found";
import type { Profile } from "./plan";
import { planNamed, planOf, PROFILE_NAMES } from "./plan";
import { run } from "./run";
import { shrink } from "./shrink";

const SCHEDULES = 200;
const PATIENCE_MS = 300_000;

/** No schedule breaks a promise, and what they are there for has happened in them. */
async function holds(profile: Profile, happened: readonly string[]): Promise<void> {
  const { failures, seen } = await play({ profiles: [profile], from: 1, schedules: SCHEDULES });
  const [first] = failures;
  const told =
    first && `npm run simulate -- --seed ${(await shrink(first.plan)).name}: ${first.violations.join("; ")}`;
  expect(told).toBeUndefined();
  expect(happened.filter((what) => !seen.has(what))).toEqual([]);
}

test(
  "[T1][F7][F8][F11][F12][F13][F29] tabs that say, claim, answer and repeat at the same moment cause each thing once",
  () =>
    holds("tabs", [
      ...["turn.queued", "executor.leased", "tool_call.started", "outcome.requested", "question.answered"],
      ...["owner refused: stale", "owner refused: duplicate", "did duplicate_tab", "did both_say"],
    ]),
  PATIENCE_MS,
);

test(
  "[T1][F25][F26][F30][F31] lost, doubled and late doorbells and broken wires leave every page with the fold of the log",
  () => holds("wires", ["owner reset: cursor_ahead", "left out", "did lose_bells", "did hold", "did cut"]),
  PATIENCE_MS,
);

test(
  "[T1][F41][F42][F43][F45][F46][F58] owners that die, sleep or lose the store never write beside another, and turns end",
  () =>
    holds("nodes", [
      ...["takeover", "append: stale_owner", "store: down", "store: answer lost"],
      ...["did jump", "did pause", "did slow_store", "did crash", "large output"],
    ]),
  PATIENCE_MS,
);

test(
  "[T1][F35][F56][F57][F60][F64][F65][F66][F68][F70] a model that drops, repeats, swaps and babbles glues no two answers together",
  () =>
    holds("model", [
      ...[
        "model: drop",
        "model: doubled",
        "model: swapped",
        "model: garbage",
        "model: late",
        "model: not_found",
      ],
      ...["model: stall", "model: overloaded", "steer.deferred", "steer.applied", "did stop"],
    ]),
  PATIENCE_MS,
);

test(
  "[T1][F71][F74] readers of a link cause nothing, run nothing, and are served nothing once it is revoked",
  () =>
    holds("links", [
      "guest refused: forbidden",
      "guest reset: not_found",
      "share.revoked",
      "did reader_attaches",
    ]),
  PATIENCE_MS,
);

test("[T1][F43] schedules that have found a bug find none any more", async () => {
  for (const plan of FOUND)
    expect({ [plan.name]: (await run(plan)).violations }).toEqual({ [plan.name]: [] });
});

test("[T1] a schedule plays the same each time, by its seed and by its printed name", async () => {
  for (const profile of PROFILE_NAMES) {
    const plan = planOf(profile, 3);
    const named = planNamed(plan.name);
    expect(named).toEqual(plan);
    const [first, second] = [await run(plan), await run(planOf(profile, 3))];
    expect(second.log).toBe(first.log);
    expect(first.log).not.toBe("");
  }
});
