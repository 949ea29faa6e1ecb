import { expect, test } from "vitest";
import { runTool } from "../../run-tool";
import { currentTime } from "./current-time";

const noon = Date.UTC(2026, 0, 5, 12);
const context = { signal: new AbortController().signal, callId: "c1", progress: () => undefined };

const run = (zone: string) =>
  runTool(
    currentTime(() => noon),
    { name: "current_time", arguments: JSON.stringify({ zone }) },
    context,
  );

test("current_time tells the time in a zone", async () => {
  const { outcome } = await run("Europe/Rome");
  expect(outcome).toEqual({ ok: true, output: '{"zone":"Europe/Rome","time":"2026-01-05 13:00:00"}' });
});

test("current_time refuses a zone that does not exist, and says what to do", async () => {
  const { outcome } = await run("Rome");
  expect(outcome).toMatchObject({ ok: false, error: { code: "unknown_zone" } });
});
