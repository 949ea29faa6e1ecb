import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import { createReceipts } from "./receipts";
import { emptyView } from "./view";

const sessionId = "session-0123456789";

function stage() {
  const clock = createManualClock();
  const asked: string[] = [];
  const entry = { commandId: "command-0123456789", sessionId, command: { type: "cancel_turn" as const } };
  let outbox = [{ ...entry, at: clock.now() }];
  const receipts = createReceipts({
    clock,
    view: () => emptyView(sessionId, outbox),
    askAgain: (of) => asked.push(of),
  });
  const answer = (): void => {
    outbox = [];
  };
  return { clock, asked, receipts, answer };
}

test("[CLI-13] a command without an answer is asked after once it is long due, and again until it comes", () => {
  const { clock, asked, receipts, answer } = stage();
  receipts.expect(sessionId);
  receipts.expect(sessionId);
  clock.advance(14_999);
  expect(asked).toEqual([]);
  clock.advance(1);
  expect(asked).toEqual([sessionId]);
  clock.advance(15_000);
  expect(asked).toEqual([sessionId, sessionId]);
  answer();
  clock.advance(60_000);
  expect(asked).toHaveLength(2);
});

test("[CLI-13] an answered command is not asked after, and a closed page asks nothing", () => {
  const { clock, asked, receipts, answer } = stage();
  receipts.expect(sessionId);
  receipts.close();
  clock.advance(60_000);
  receipts.expect(sessionId);
  answer();
  clock.advance(60_000);
  expect(asked).toEqual([]);
});
