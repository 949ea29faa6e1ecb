import { expect, test } from "vitest";
import { MAX_OUTPUT_CHARS, OUTPUT_HEAD_CHARS } from "../lib/protocol/limits";
import { createMemoryStore } from "./store/memory";
import { TestPage } from "./testing/page";
import { callIn } from "./testing/pages";
import { RecordedRequests } from "./testing/recorded-requests";
import { startServer } from "./testing/start-server";
import { attachment, EXECUTOR, script } from "./testing/test-tools";

const look = { call: { name: "look", arguments: {} } };
const large = (letter: string): string => letter.repeat(MAX_OUTPUT_CHARS - 1) + "\n";

async function answerCall(page: TestPage, output: string): Promise<void> {
  const { callId } = await callIn(page, "assigned");
  const held = { callId, executorId: EXECUTOR, claimId: null, artifact: null, ranMs: 1 };
  page.command({ type: "submit_tool_output", ...held, outcome: { ok: true, output } });
  await page.until(({ events }) =>
    events.some((event) => event.type === "tool_call.finished" && event.callId === callId),
  );
}

const outcomes = (page: TestPage) =>
  page.events.flatMap((event) =>
    event.type === "tool_call.finished" && event.outcome.ok ? [event.outcome] : [],
  );

const outputsIn = (input: readonly { type?: unknown; output?: unknown }[]) =>
  input.flatMap(({ type, output }) => (type === "function_call_output" ? [output] : []));

test("[BLOB-1] [BLOB-2] pages get the beginning of a large output, the model all of it, after a restart too", async () => {
  const requests = new RecordedRequests();
  const store = createMemoryStore();
  const first = await startServer({ store, through: requests.through });
  const page = await TestPage.open(first.origin);
  await page.create("scripted");
  page.command(attachment());
  await page.until(({ state }) => state.executors.has(EXECUTOR));
  page.say(script([[look], [{ say: "seen" }], [{ say: "again" }]]), EXECUTOR);
  await answerCall(page, large("é"));
  await page.finished();
  const [outcome] = outcomes(page);
  const { hash, bytes } = outcome?.blob ?? expect.unreachable();
  expect(outcome?.output).toBe("é".repeat(OUTPUT_HEAD_CHARS));
  expect(bytes).toBe(2 * MAX_OUTPUT_CHARS - 1);
  expect(outputsIn(requests.turns.at(-1)?.input ?? [])).toEqual([large("é")]);

  const address = `${first.origin}/api/sessions/${page.sessionId}/blobs/${hash}`;
  const whole = await fetch(address, { headers: { cookie: page.cookie } });
  expect(await whole.text()).toBe(large("é"));
  await page.close();
  await first.stop();
  requests.close();

  const later = new RecordedRequests();
  const second = await startServer({ store, through: later.through });
  const { cookie, sessionId } = page;
  const again = await TestPage.open(second.origin, { cookie, sessionId });
  again.subscribe();
  await again.frame("caught_up");
  again.say("more");
  await again.finished(2);
  expect(outcomes(again)).toEqual([outcome]);
  expect(outputsIn(later.turns.at(-1)?.input ?? [])).toEqual([large("é")]);
  await again.close();
  await second.stop();
  later.close();
});

test("[BLOB-1] who catches up with many large outputs is sent their beginnings, in frames within their bound", async () => {
  const server = await startServer();
  const page = await TestPage.open(server.origin);
  await page.create("scripted");
  page.command(attachment());
  await page.until(({ state }) => state.executors.has(EXECUTOR));
  const rounds = 24;
  page.say(script([...Array.from({ length: rounds }, () => [look]), [{ say: "done" }]]), EXECUTOR);
  for (let round = 0; round < rounds; round += 1) await answerCall(page, large(String(round % 10)));
  await page.finished();
  const { cookie, sessionId } = page;
  const late = await TestPage.open(server.origin, { cookie, sessionId });
  late.subscribe();
  await late.frame("caught_up");
  const sizes = late.frames.map((frame) => JSON.stringify(frame).length);
  expect(outcomes(late)).toHaveLength(rounds);
  expect(Math.max(...sizes)).toBeLessThan(262_144);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(rounds * (OUTPUT_HEAD_CHARS + 2_000));
  for (const each of [page, late]) await each.close();
  await server.stop();
});
