import { expect, test } from "vitest";
import type { SessionEvent } from "../lib/protocol/event";
import { openCalls } from "../lib/session/calls";
import { TestPage } from "./testing/page";
import { startServer } from "./testing/start-server";
import { attachment, EXECUTOR, script } from "./testing/test-tools";

const calls = ["look", "look"].map((name, n) => ({ call: { name, arguments: { n } } }));
const ROUND = script([
  [{ say: "looking" }, ...calls],
  [{ outputs: true }, { context: true }],
]);

/** A turn with two parallel calls in the page, then one more turn. */
async function transcript(webSocket: boolean): Promise<SessionEvent[]> {
  const server = await startServer({ webSocket });
  const page = await TestPage.open(server.origin);
  try {
    await page.create("scripted");
    page.command(attachment());
    await page.until(({ state }) => state.executors.has(EXECUTOR));
    page.say(ROUND, EXECUTOR);
    await page.until(
      ({ state }) => openCalls(state).filter(({ status }) => status === "assigned").length === 2,
    );
    for (const call of openCalls(page.state)) {
      page.command({
        ...{ type: "submit_tool_output", callId: call.callId, executorId: EXECUTOR, claimId: null },
        ...{ outcome: { ok: true, output: `saw ${call.callId}` }, artifact: null, ranMs: 1 },
      });
    }
    await page.finished();
    page.say("and again");
    await page.finished(2);
    return page.events;
  } finally {
    await page.close();
    await server.stop();
  }
}

const volatile = new Set([
  "at",
  "seq",
  "commandId",
  "trace",
  "timings",
  "deadline",
  "usage",
  "bytesUp",
  "bytesNotResent",
]);

/** What a person sees of it: without times, counts, how deltas were merged, and what ids number. */
const seen = (events: readonly SessionEvent[]): string[] =>
  events
    .filter(({ type }) => type !== "item.delta")
    .map((event) => JSON.stringify(event, (key, value: unknown) => (volatile.has(key) ? undefined : value)))
    .map((text) => text.replaceAll(/call_[0-9a-f]{32}/g, "call").replaceAll(/\b([tirc])\d+\b/g, "$1"));

const bytesOf = (events: readonly SessionEvent[]): [number, number][] =>
  events.flatMap((event) => (event.type === "response.done" ? [[event.bytesUp, event.bytesNotResent]] : []));

test("[C35] [U8] without a WebSocket mode a tool round leaves the same transcript as with one, sent in full", async () => {
  const overHttp = await transcript(false);
  const overSocket = await transcript(true);
  expect(seen(overHttp)).toEqual(seen(overSocket));
  expect(seen(overHttp).join("\n")).toContain("saw c");
  const [first = [0, 0], ...later] = bytesOf(overHttp);
  expect(later.map(([up]) => up > first[0])).toEqual([true, true]);
  expect(bytesOf(overHttp).map(([, notResent]) => notResent)).toEqual([0, 0, 0]);
  expect(bytesOf(overSocket).map(([, notResent]) => notResent > 0)).toEqual([false, true, true]);
});
