import { afterEach, beforeEach, expect, test } from "vitest";
import type { SessionEvent } from "../lib/protocol/event";
import { openCalls } from "../lib/session/calls";
import { randomId } from "../lib/util/random-id";
import { TestPage } from "./testing/page";
import type { TestServer } from "./testing/start-server";
import { startServer } from "./testing/start-server";
import { attachment, CLAIM, EXECUTOR, script } from "./testing/test-tools";
import { wordOn } from "./testing/approving";

let server: TestServer;
const pages: TestPage[] = [];

beforeEach(async () => {
  server = await startServer();
});

afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
  await server.stop();
});

async function open(options: { cookie?: string; sessionId?: string } = {}): Promise<TestPage> {
  const page = await TestPage.open(server.origin, options);
  pages.push(page);
  return page;
}

async function newSession(model = "scripted"): Promise<TestPage> {
  const page = await open();
  await page.create(model);
  return page;
}

const types = (events: readonly SessionEvent[]): string[] => events.map((event) => event.type);

/** Answers every call that is assigned to the page, once, with its own number. */
function answerCalls(page: TestPage): void {
  const answered = new Set<string>();
  page.socket.on("message", () => {
    for (const call of openCalls(page.state)) {
      if (call.status !== "assigned" || answered.has(call.callId)) continue;
      answered.add(call.callId);
      page.command({
        type: "submit_tool_output",
        callId: call.callId,
        executorId: EXECUTOR,
        claimId: null,
        outcome: { ok: true, output: `result of ${call.arguments}` },
        artifact: null,
        ranMs: 1,
      });
    }
  });
}

test("[LOG-1] a message becomes a turn whose events rise without a gap", async () => {
  const page = await newSession("echo");
  page.say("Hello there");
  await page.finished();
  expect(page.answer()).toBe("Hello there");
  expect(page.events.map((event) => event.seq)).toEqual(page.events.map((_, index) => index + 1));
  expect(types(page.events)).toEqual(
    expect.arrayContaining([
      "session.created",
      "turn.started",
      "response.started",
      "item.added",
      "item.done",
      "response.done",
      "turn.finished",
    ]),
  );
});

test("[CMD-1][F29] the first event of a command carries its id, and a repeated command is refused as a duplicate", async () => {
  const page = await newSession("echo");
  const commandId = page.say("once");
  await page.finished();
  page.command({ type: "send_message", text: "once", executorId: null }, commandId);
  const { error } = await page.frame("rejected", (frame) => frame.commandId === commandId);
  expect(error.code).toBe("duplicate");
  expect(page.events.filter((event) => event.commandId === commandId)).toHaveLength(1);
  expect(page.state.turns).toHaveLength(1);
});

test("[RES-1] a page that comes back mid-stream reads the rest, and nothing twice", async () => {
  const page = await newSession();
  page.say(script([[{ say: "Hel" }, { hold: "mid" }, { say: "lo!" }]]));
  await page.until(({ state }) => state.turn.status === "running" && state.turn.entries.length === 1);
  const { cookie, sessionId } = page;
  await page.close();
  server.holds.release("mid");
  const back = await open({ cookie, sessionId });
  back.subscribe();
  await back.finished();
  expect(back.answer()).toBe("Hello!");
});

test("[RES-3][F30] a cursor that this log never reached is reset, not mixed", async () => {
  const page = await newSession("echo");
  page.subscribe({ epoch: 1, seq: 999 });
  const { reason } = await page.frame("reset");
  expect(reason).toBe("cursor_ahead");
});

test("[TOOL-1] a read call runs in the attached page and its output reaches the model", async () => {
  const page = await newSession();
  page.command(attachment());
  answerCalls(page);
  page.say(script([[{ call: { name: "look", arguments: { n: 1 } } }], [{ outputs: true }]]), EXECUTOR);
  await page.finished();
  expect(page.answer()).toContain('result of {\\"n\\":1}');
});

test("[TOOL-2] parallel calls are answered in one continuation, in call order", async () => {
  const page = await newSession();
  page.command(attachment());
  const calls = [1, 2, 3].map((n) => ({ call: { name: "look", arguments: { n } } }));
  page.say(script([calls, [{ outputs: true }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state).filter((call) => call.status === "assigned").length === 3);
  for (const call of openCalls(page.state).reverse()) {
    const outcome = { ok: true as const, output: call.arguments };
    const answer = {
      type: "submit_tool_output" as const,
      callId: call.callId,
      executorId: EXECUTOR,
      claimId: null,
    };
    page.command({ ...answer, outcome, artifact: null, ranMs: 1 });
  }
  await page.finished();
  const outputs = JSON.parse(page.answer()) as { output: string }[];
  expect(outputs.map(({ output }) => output)).toEqual(['{"n":1}', '{"n":2}', '{"n":3}']);
  expect(types(page.events).filter((type) => type === "response.started")).toHaveLength(2);
});

test("[TOOL-3] [C27] [F66] arguments that are no JSON, miss the schema or name no tool are errors to the model", async () => {
  const page = await newSession();
  page.command(attachment());
  const turn = [
    { raw_call: { name: "look", arguments: "{not json" } },
    { call: { name: "look", arguments: { n: "one" } } },
    { call: { name: "nothing", arguments: {} } },
  ];
  page.say(script([turn, [{ outputs: true }]]), EXECUTOR);
  await page.finished();
  const codes = page.events.flatMap((event) =>
    event.type === "tool_call.finished" && !event.outcome.ok ? [event.outcome.error.code] : [],
  );
  expect(codes).toEqual(["invalid_arguments", "invalid_arguments", "unknown_tool"]);
  expect(page.state.turns[0]?.end).toEqual({ reason: "completed" });
});

test("[TOOL-4] a call with effects runs only under the claim that started it", async () => {
  const page = await newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "change", arguments: {} } }], [{ say: "done" }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state)[0]?.status === "assigned");
  const callId = openCalls(page.state)[0]?.callId ?? "";
  const answer = {
    ...{ type: "submit_tool_output" as const, callId, executorId: EXECUTOR, artifact: null, ranMs: 1 },
    outcome: { ok: true as const, output: "changed" },
  };
  const early = page.command({ ...answer, claimId: CLAIM });
  expect((await page.frame("rejected", (frame) => frame.commandId === early)).error.code).toBe("stale");
  page.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
  await page.until(({ state }) => openCalls(state)[0]?.status === "started");
  const foreign = page.command({ ...answer, claimId: "claim-0000000000002" });
  expect((await page.frame("rejected", (frame) => frame.commandId === foreign)).error.code).toBe("stale");
  page.command({ ...answer, claimId: CLAIM });
  await page.finished();
  expect(page.answer()).toBe("done");
});

test("[APR-1] a tool that needs approval waits for it, and a denial is told to the model", async () => {
  const page = await newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "ask_first", arguments: {} } }], [{ outputs: true }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state)[0]?.status === "awaiting_approval");
  page.command(wordOn(openCalls(page.state)[0], "deny"));
  await page.finished();
  expect(page.answer()).toContain("denied");
});

test("[APR-2] a destructive tool cannot be allowed for a whole session", async () => {
  const page = await newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "drop_all", arguments: {} } }], [{ say: "ok" }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state)[0]?.status === "awaiting_approval");
  const asked = page.command(wordOn(openCalls(page.state)[0], "session"));
  expect((await page.frame("rejected", (frame) => frame.commandId === asked)).error.code).toBe("forbidden");
});

test("[TURN-1] stop ends the turn, keeps the text, and nothing of it reaches the next turn", async () => {
  const page = await newSession();
  page.say(script([[{ say: "partial and late", chunk: 7, every: 60_000 }]]));
  await page.until(({ state }) => [...state.live.values()].some((item) => item.text === "partial"));
  page.command({ type: "cancel_turn" });
  await page.finished();
  expect(page.state.turns[0]?.end).toEqual({ reason: "stopped" });
  expect(page.answer()).toBe("partial");
  page.say(script([[{ say: "fresh" }]]));
  await page.finished(2);
  expect(page.answer()).toBe("fresh");
});

test("[TURN-2][F62] a message sent while a turn runs waits its turn", async () => {
  const page = await newSession();
  page.say(script([[{ say: "one" }, { hold: "first" }]]));
  await page.until(({ state }) => state.turn.status === "running" && state.turn.entries.length === 1);
  page.say(script([[{ say: "two" }]]));
  await page.until(({ state }) => state.queue.length === 1);
  server.holds.release("first");
  await page.finished(2);
  expect(page.answer()).toBe("two");
  expect(page.state.queue).toHaveLength(0);
});

test("[UP-1] a socket lost with finished calls goes on from them, and runs nothing again", async () => {
  const page = await newSession();
  page.command(attachment());
  answerCalls(page);
  const first = [{ call: { name: "look", arguments: { n: 7 } } }, { drop: true }];
  page.say(script([first, [{ outputs: true }]]), EXECUTOR);
  await page.finished();
  expect(page.answer()).toContain('result of {\\"n\\":7}');
  expect(types(page.events).filter((type) => type === "tool_call.requested")).toHaveLength(1);
});

test("[UP-2][F56] a response lost before it announced an item is asked for once more", async () => {
  const page = await newSession();
  page.say(script([[{ once: [{ drop: true }] }, { say: "second try" }]]));
  await page.finished();
  expect(page.answer()).toBe("second try");
});

test("[UP-3][F57] text that was under way when the socket was lost is kept, marked, and never continued by another attempt", async () => {
  const page = await newSession();
  page.say(script([[{ say: "half an answer" }, { drop: true }]]));
  await page.finished();
  expect(page.state.turns[0]?.end.reason).toBe("interrupted");
  expect(page.answer()).toBe("half an answer");
});

test("[UP-4] [C44] [F67] a refusal of the provider ends the turn with its own code, message and status", async () => {
  const page = await newSession();
  page.say(script([[{ refuse: { status: 400, code: "invalid_prompt", message: "not this one" } }]]));
  await page.finished();
  expect(page.state.turns[0]?.end).toEqual({
    reason: "failed",
    error: {
      ...{ code: "invalid_prompt", status: 400 },
      message: expect.stringContaining("not this one") as string,
    },
  });
});

test("[UP-9] [C46] [F67] a limit of the provider ends the turn with the time at which it resets, and nothing is asked again", async () => {
  const page = await newSession();
  const refuse = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "slow",
    headers: { "retry-after": "90" },
  };
  page.say(script([[{ refuse }]]));
  await page.finished();
  const turn = page.state.turns[0];
  expect(turn?.end).toMatchObject({ reason: "failed", error: { code: "rate_limit_exceeded", status: 429 } });
  const error = turn?.end.reason === "failed" ? turn.end.error : null;
  expect((error?.retryAt ?? 0) - (turn?.finishedAt ?? 0)).toBe(90_000);
  expect(page.events.filter(({ type }) => type === "response.started")).toHaveLength(0);
});

test("[OWN-1] [C28] [U37] a restarted server goes on where the log ends", async () => {
  const page = await newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "look", arguments: { n: 5 } } }], [{ outputs: true }]]), EXECUTOR);
  await page.until(({ state }) => openCalls(state)[0]?.status === "assigned");
  const { cookie, sessionId } = page;
  const { store } = server;
  await server.stop();
  expect(page.closeCode).toBe(1012);
  server = await startServer({ store });
  const back = await open({ cookie, sessionId });
  back.subscribe();
  await back.frame("caught_up");
  back.command(attachment());
  answerCalls(back);
  await back.finished();
  expect(back.answer()).toContain('result of {\\"n\\":5}');
});

test("[OWN-6] after a restart, whoever opens the session sees its turn end, without a command", async () => {
  const page = await newSession();
  page.say(script([[{ say: "half of an answer", chunk: 4, every: 60_000 }]]));
  await page.until(({ state }) => [...state.live.values()].some((item) => item.text === "half"));
  const { cookie, sessionId } = page;
  const { store } = server;
  await server.stop();
  server = await startServer({ store });
  const back = await open({ cookie, sessionId });
  back.subscribe();
  await back.finished();
  expect(back.state.turns[0]?.end.reason).toBe("interrupted");
  expect(back.answer()).toBe("half");
});

test("[S7] a session of somebody else and one that does not exist are answered alike", async () => {
  const page = await newSession("echo");
  const foreign = await open({ sessionId: page.sessionId });
  const unknown = await open({ sessionId: randomId() });
  const answers = await Promise.all(
    [foreign, unknown].map(async (other) => {
      other.subscribe();
      const commandId = other.say("let me in");
      const { reason } = await other.frame("reset");
      const { error } = await other.frame("rejected", (frame) => frame.commandId === commandId);
      return { reason, error };
    }),
  );
  expect(answers[0]).toEqual(answers[1]);
  expect(page.state.turns).toHaveLength(0);
});

test("[FRAME-1] a malformed frame closes with 4400 and harms nobody else", async () => {
  const page = await newSession("echo");
  const other = await open();
  other.socket.send("{not json");
  await other.until(({ closeCode }) => closeCode !== null);
  expect(other.closeCode).toBe(4400);
  page.say("still here");
  await page.finished();
  expect(page.answer()).toBe("still here");
});

test("[FRAME-2] a command that is wrong but names itself is refused by name", async () => {
  const page = await newSession("echo");
  const commandId = randomId();
  const frame = {
    type: "command",
    sessionId: page.sessionId,
    commandId,
    command: { type: "send_message", text: 7 },
  };
  page.socket.send(JSON.stringify(frame));
  const { error } = await page.frame("rejected", (rejected) => rejected.commandId === commandId);
  expect(error.code).toBe("invalid_command");
  expect(page.closeCode).toBeNull();
});
