import { expect, test } from "vitest";
import { createManualClock } from "../util/manual-clock.fixture";
import { MAX_LINES, OPEN_LIMIT_MS, RUN_LIMIT_MS } from "./limits";
import { runInSandbox } from "./run";
import type { SandboxEnd, SandboxJob } from "./types";

const JOB: SandboxJob = { code: "return 1", input: { columns: [], rows: [] } };

/** A run in a frame that says what the test says. */
function begin() {
  const clock = createManualClock();
  const stop = new AbortController();
  const sent: SandboxJob[] = [];
  const frame = { removed: 0, hear: (_data: unknown): void => undefined };
  const ended = runInSandbox(JOB, {
    after: clock.after,
    signal: stop.signal,
    openFrame: (hear) => {
      frame.hear = hear;
      return { send: (job) => void sent.push(job), remove: () => void (frame.removed += 1) };
    },
  });
  const say = (message: object): void => frame.hear(JSON.stringify(message));
  return { clock, stop, sent, frame, ended, say };
}

const RETURNED = { type: "returned", json: "[1]", ms: 3, unprinted: 0 };

test("a run sends its job when the frame is ready, and ends with the value and what was printed", async () => {
  const { sent, frame, ended, say } = begin();
  expect(sent).toEqual([]);
  say({ type: "ready" });
  expect(sent).toEqual([JOB]);
  say({ type: "line", text: "so far" });
  say(RETURNED);
  expect(await ended).toEqual({ status: "returned", value: [1], ms: 3, unprinted: 0, lines: ["so far"] });
  expect(frame.removed).toBe(1);
});

test("a run that overstays ends with its frame and keeps what it had printed", async () => {
  const { clock, frame, ended, say } = begin();
  say({ type: "ready" });
  say({ type: "line", text: "so far" });
  clock.advance(RUN_LIMIT_MS - 1);
  expect(frame.removed).toBe(0);
  clock.advance(1);
  expect(await ended).toEqual({ status: "timed_out", ms: RUN_LIMIT_MS, lines: ["so far"] });
  expect(frame.removed).toBe(1);
});

test("the time of a run begins when its frame is ready", async () => {
  const { clock, frame, ended, say } = begin();
  clock.advance(OPEN_LIMIT_MS - 1);
  say({ type: "ready" });
  clock.advance(RUN_LIMIT_MS - 1);
  expect(frame.removed).toBe(0);
  say(RETURNED);
  expect((await ended).status).toBe("returned");
});

test.each<[string, (run: ReturnType<typeof begin>) => void, SandboxEnd["status"]]>([
  ["a frame that never loads", ({ clock }) => clock.advance(OPEN_LIMIT_MS), "unavailable"],
  ["a worker that cannot start", ({ say }) => say({ type: "broken" }), "unavailable"],
  ["a stop", ({ stop }) => stop.abort(), "cancelled"],
  ["a value that is too large", ({ say }) => say({ type: "too_large", chars: 1e9 }), "too_large"],
  ["a flood", ({ say }) => say({ type: "flooded" }), "flooded"],
  ["text that is no message", ({ frame }) => frame.hear("{"), "flooded"],
  ["a message of another kind", ({ say }) => say({ type: "open", url: "https://evil.example" }), "flooded"],
  ["something that is no text", ({ frame }) => frame.hear(RETURNED), "flooded"],
  ["a value that is no JSON", ({ say }) => say({ ...RETURNED, json: "[" }), "flooded"],
])("%s ends a run once, with its frame", async (_what, happen, status) => {
  const run = begin();
  happen(run);
  expect((await run.ended).status).toBe(status);
  expect(run.frame.removed).toBe(1);
});

test("more lines than a worker sends end the run", async () => {
  const { ended, say } = begin();
  say({ type: "ready" });
  for (let line = 0; line <= MAX_LINES; line += 1) say({ type: "line", text: "again" });
  const { status, lines } = await ended;
  expect([status, lines.length]).toEqual(["flooded", MAX_LINES]);
});

test("a second ready does not send the job again", async () => {
  const { sent, ended, say } = begin();
  say({ type: "ready" });
  say({ type: "ready" });
  expect(sent).toHaveLength(1);
  expect((await ended).status).toBe("flooded");
});

test("a call that was stopped before it began opens nothing for long", async () => {
  const stop = AbortSignal.abort();
  let removed = 0;
  const openFrame = () => ({ send: () => undefined, remove: () => void (removed += 1) });
  const end = await runInSandbox(JOB, { after: createManualClock().after, signal: stop, openFrame });
  expect([end.status, removed]).toEqual(["cancelled", 1]);
});
