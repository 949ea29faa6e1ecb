import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import { createSendLater } from "./send-later";

const sessionId = "session-000000001";

function stage(kept: string[]) {
  const clock = createManualClock();
  const told: string[] = [];
  const later = createSendLater({
    clock,
    resend: (_session, commandId) => kept.includes(commandId) && told.push(`send ${commandId}`) > 0,
    introduce: () => void told.push("introduce"),
  });
  const limited = (commandId: string, retryAt: number): void =>
    later.limited({
      ...{ type: "rejected", sessionId, commandId },
      error: { code: "rate_limited", message: "", retryAt },
    });
  return { clock, told, later, limited };
}

test("[CMD-10] [CMD-6] a command that came too soon is sent once more at its time", () => {
  const { clock, told, limited } = stage(["a"]);
  limited("a", clock.now() + 400);
  clock.advance(399);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(["send a"]);
  clock.advance(60_000);
  expect(told).toHaveLength(1);
});

test("[CMD-10] what a page keeps no command of is said anew", () => {
  const { clock, told, limited } = stage([]);
  limited("attach", clock.now() + 400);
  clock.advance(400);
  expect(told).toEqual(["introduce"]);
});

test("[CMD-10] a clock that goes wrong makes neither a flood nor a wait for ever", () => {
  const { clock, told, limited } = stage(["early", "late"]);
  limited("early", clock.now() - 3_600_000);
  clock.advance(249);
  expect(told).toEqual([]);
  clock.advance(1);
  limited("late", clock.now() + 3_600_000);
  clock.advance(10_000);
  expect(told).toEqual(["send early", "send late"]);
});

test("[CMD-6][F38] a command that met a full disk is sent once more after two seconds", () => {
  const { clock, told, later } = stage(["a"]);
  later.limited({
    type: "rejected",
    sessionId,
    commandId: "a",
    error: { code: "storage_full", message: "" },
  });
  clock.advance(1_999);
  expect(told).toEqual([]);
  clock.advance(1);
  expect(told).toEqual(["send a"]);
});

test("a closed page sends nothing later", () => {
  const { clock, told, later, limited } = stage(["a"]);
  limited("a", clock.now() + 400);
  later.close();
  clock.advance(10_000);
  expect(told).toEqual([]);
});
