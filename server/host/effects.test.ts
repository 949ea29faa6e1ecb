import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import type { Input } from "../session/input";
import { Play } from "../session/testing/play";
import { createMemoryStore } from "../store/memory";
import { createEffects } from "./effects";

const GRACE_MS = 10_000;

function effectsWith(present: readonly string[]) {
  const clock = createManualClock();
  const posted: Input[] = [];
  const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const deps = {
    ...{ store: createMemoryStore(), bus: createMemoryBus(), clock, log: silent, rules: new Play().rules },
    upstream: { open: () => expect.unreachable(), close: () => Promise.resolve() },
    ...{ pulse: { join: () => undefined }, titleAsked: new Set<string>(), principal: "ann" },
    ...{ onLost: () => undefined, onUpstreamStatus: () => undefined, executorsOf: () => present },
  };
  const effects = createEffects("session-000000001", deps, (input) => posted.push(input));
  effects.perform({ type: "set_timer", key: "executor:executor-1", at: clock.now() + GRACE_MS });
  return { clock, posted };
}

test("[TOOL-8] the grace of a page ends for one that is away, and not for one whose return is being written", () => {
  const away = effectsWith(["executor-2"]);
  away.clock.advance(GRACE_MS);
  expect(away.posted).toMatchObject([{ type: "timer", key: "executor:executor-1" }]);
  const back = effectsWith(["executor-2", "executor-1"]);
  back.clock.advance(GRACE_MS);
  expect(back.posted).toEqual([]);
});
