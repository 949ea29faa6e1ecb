import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createMemoryBus } from "../bus/memory";
import type { Effect, Input } from "../session/input";
import { Play } from "../session/testing/play";
import { createMemoryStore } from "../store/memory";
import type { CompactResult, UpstreamLine } from "../upstream/port";
import { createAsks } from "./asks";

const request = { model: "m", instructions: "Summarise.", input: [], maxOutputTokens: 9 };
const compact = { model: "m", instructions: "Be brief.", input: [], withinMs: 9 };
const wanted: Extract<Effect, { type: "ask_summary" }> = {
  type: "ask_summary",
  upTo: "t2",
  request,
  compact,
};
const window = [{ type: "compaction", encrypted_content: "sealed" }];
const failure = {
  ...{ code: "rejected" as const, providerCode: "context_length_exceeded", message: "Too long." },
  ...{ param: null, status: 400, retryAfterMs: null },
};

/** What comes of the wish for a summary on a line that compacts so. */
async function answered(compacted: CompactResult | null) {
  const calls: string[] = [];
  const line: UpstreamLine = {
    status: "warm",
    capabilities: { warmup: false, steer: false, lanes: false },
    ...{ create: () => undefined, warm: () => undefined, steer: () => "unsupported" as const },
    ...{ cancel: () => undefined, close: () => undefined },
    ask: async () => {
      calls.push("ask");
      return { ok: true, text: "All of it.", usage: null };
    },
  };
  if (compacted !== null)
    line.compact = async (given) => {
      calls.push("compact");
      expect(given).toBe(compact);
      return compacted;
    };
  const warned: unknown[] = [];
  const log = {
    ...{ info: () => undefined, error: () => undefined },
    warn: (fields: Record<string, unknown>) => void warned.push(fields),
  };
  const input = await new Promise<Input>((post) => {
    const deps = {
      ...{ store: createMemoryStore(), bus: createMemoryBus(), clock: createManualClock(), log },
      ...{ rules: new Play().rules, upstream: { open: () => line, close: () => Promise.resolve() } },
      ...{
        pulse: { join: () => undefined },
        titleAsked: new Set<string>(),
        executorsOf: () => [],
        principal: "ann",
      },
      ...{ onLost: () => undefined, onUpstreamStatus: () => undefined },
    };
    createAsks({ sessionId: "session-000000001", deps, line: () => line, post }).perform(wanted);
  });
  return { input, calls, warned };
}

test("[CTX-9] a provider that compacts is not asked for a summary", async () => {
  const { input, calls } = await answered({ ok: true, output: window, usage: null });
  expect(input).toMatchObject({ type: "summarised", upTo: "t2", answer: { ok: true, window } });
  expect(calls).toEqual(["compact"]);
});

test("[CTX-9] where it fails a summary is asked for, and the log names the code alone", async () => {
  const { input, calls, warned } = await answered({ ok: false, failure });
  expect(input).toMatchObject({ answer: { ok: true, text: "All of it." } });
  expect(calls).toEqual(["compact", "ask"]);
  expect(warned).toEqual([{ sessionId: "session-000000001", code: "context_length_exceeded" }]);
});

test("[CTX-9] a line that has nothing of the kind is asked for a summary, and nobody is warned", async () => {
  for (const none of [null, { ok: false as const, failure: null }]) {
    const { input, warned } = await answered(none);
    expect(input).toMatchObject({ answer: { text: "All of it." } });
    expect(warned).toEqual([]);
  }
});
