import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../lib/protocol/command";
import { randomId } from "../../lib/util/random-id";
import type { TestPage } from "../testing/page";
import { mintCookie } from "../testing/page";
import { usePages } from "../testing/pages";
import { attachment, CLAIM, EXECUTOR, script } from "../testing/test-tools";

/** Each look at the clock is 10 ms later, so that pages come as fast as a test opens them. */
let looks = Date.now();
const { open, server, post } = usePages({ now: () => (looks += 10) });

/** A session, and a second browser that follows it by a link. */
async function shared(): Promise<{ owner: TestPage; viewer: TestPage; shareId: string }> {
  const owner = await open();
  await owner.create("echo");
  const link = await post(`/api/sessions/${owner.sessionId}/shares`, owner.cookie);
  const { shareId, secret } = link as { shareId: string; secret: string };
  const cookie = await mintCookie(server().origin);
  await post(`/api/shares/${shareId}/open`, cookie, { secret });
  const viewer = await open({ cookie, sessionId: owner.sessionId });
  viewer.subscribe();
  await viewer.frame("caught_up");
  return { owner, viewer, shareId };
}

const COMMANDS: Command[] = [
  { type: "create_session", model: null },
  { type: "send_message", text: "hello", executorId: null },
  { type: "remove_queued", queueId: "q1" },
  { type: "cancel_turn" },
  attachment(),
  { type: "detach_executor", executorId: EXECUTOR },
  { type: "start_tool_call", callId: "c1", executorId: EXECUTOR, claimId: CLAIM },
  { type: "report_progress", callId: "c1", executorId: EXECUTOR, text: "…" },
  {
    ...{ type: "submit_tool_output", callId: "c1", executorId: EXECUTOR, claimId: null },
    ...{ outcome: { ok: true, output: "" }, artifact: null, ranMs: 1 },
  },
  { type: "resolve_approval", callId: "c1", argumentsHash: null, decision: "once" },
  {
    ...{ type: "ask_person", callId: "c1", executorId: EXECUTOR, claimId: null, index: 0 },
    question: { title: "Well?", schema: { type: "object", properties: { yes: { type: "boolean" } } } },
  },
  { type: "answer_question", callId: "c1", questionId: "a1", answer: { status: "declined" } },
  { type: "configure", model: "echo" },
  { type: "rename", title: "mine now" },
];

test("[S8] a reader's socket is refused every command, and the log does not change", async () => {
  const { owner, viewer } = await shared();
  const before = owner.cursor.seq;
  for (const command of COMMANDS) {
    const commandId = viewer.command(command);
    const { error } = await viewer.frame("rejected", (frame) => frame.commandId === commandId);
    expect([command.type, error.code]).toEqual([command.type, "forbidden"]);
  }
  expect((await server().store.events.head(owner.sessionId))?.seq).toBe(before);
});

test("[S10] a role, a user or an owner that a frame declares is refused, not believed", async () => {
  const { owner, viewer } = await shared();
  for (const claim of [{ role: "owner" }, { principal: "somebody" }, { userId: "1" }]) {
    const command = { type: "rename", title: "mine", ...claim };
    const commandId = randomId();
    viewer.socket.send(JSON.stringify({ type: "command", sessionId: owner.sessionId, commandId, command }));
    const { error } = await viewer.frame("rejected", (frame) => frame.commandId === commandId);
    expect(error.code).toBe("invalid_command");
  }
  expect(owner.state.title).toBeNull();
});

test("[SHARE-1] a viewer follows live and sees neither pages, queue nor links of the owner", async () => {
  const { owner, viewer } = await shared();
  owner.command(attachment());
  owner.say("shown to both");
  await viewer.finished();
  expect(viewer.answer()).toBe("shown to both");
  const seen = new Set(viewer.events.map((event) => event.type));
  expect(seen.has("executor.attached") || seen.has("share.created")).toBe(false);
  expect(JSON.stringify(viewer.frames)).not.toContain(EXECUTOR);
});

test("[S18][F71] a revoked link ends at a live socket within two seconds, and tells it so", async () => {
  const { owner, viewer, shareId } = await shared();
  const startedAt = performance.now();
  await post(`/api/sessions/${owner.sessionId}/shares/${shareId}/revoke`, owner.cookie);
  expect((await viewer.frame("reset")).reason).toBe("not_found");
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  owner.say("after the end");
  await owner.finished();
  expect(viewer.answer()).toBe("");
});

test("[S11] ids of the provider never reach a page, and a page cannot name one", async () => {
  const page = await open();
  await page.create("scripted");
  page.command(attachment());
  page.say(script([[{ call: { name: "nothing", arguments: {} } }], [{ say: "done" }]]), EXECUTOR);
  await page.finished();
  expect(JSON.stringify(page.frames)).not.toMatch(/resp_|"call_[A-Za-z0-9]|msg_|fc_/);
  const commandId = randomId();
  const command = { type: "send_message", text: "x", executorId: null, previous_response_id: "resp_1" };
  page.socket.send(JSON.stringify({ type: "command", sessionId: page.sessionId, commandId, command }));
  expect((await page.frame("rejected", (frame) => frame.commandId === commandId)).error.code).toBe(
    "invalid_command",
  );
});

test("[S24] a frame over the limit closes its own socket only", async () => {
  const owner = await open();
  await owner.create("echo");
  const other = await open();
  other.socket.send(JSON.stringify({ type: "ping", sentAt: 1, padding: "x".repeat(262_144) }));
  await other.until(({ closeCode }) => closeCode !== null);
  expect(other.closeCode).toBe(1009);
  owner.say("alive");
  await owner.finished();
  expect(owner.answer()).toBe("alive");
});

test("[S27] any JSON value as any frame harms neither the process nor other sockets", async () => {
  const owner = await open();
  await owner.create("echo");
  const seed = 20_261_122;
  const values = fc.sample(fc.oneof(fc.json(), mutatedFrame(owner.sessionId)), { numRuns: 400, seed });
  for (const text of values) {
    const victim = await open({ cookie: owner.cookie });
    victim.socket.send(text);
    victim.send({ type: "ping", sentAt: 1 });
    await victim.until(
      ({ closeCode, frames }) => closeCode !== null || frames.some((frame) => frame.type === "pong"),
    );
    await victim.close();
  }
  owner.say(`alive after seed ${seed}`);
  await owner.finished();
  expect(owner.answer()).toBe(`alive after seed ${seed}`);
  expect(server().logged.filter((line) => line.includes("frame failed"))).toEqual([]);
});

/** Frames that are almost right: the right shape with any value in any place. */
function mutatedFrame(sessionId: string): fc.Arbitrary<string> {
  const frame = fc.record(
    {
      type: fc.constantFrom("command", "subscribe", "unsubscribe", "watch_sessions", "ping", "hello"),
      sessionId: fc.oneof(fc.constant(sessionId), fc.jsonValue()),
      commandId: fc.oneof(fc.constant("command-0000000001"), fc.jsonValue()),
      cursor: fc.oneof(fc.record({ epoch: fc.integer(), seq: fc.integer() }), fc.jsonValue()),
      version: fc.oneof(fc.constant(1), fc.jsonValue()),
      command: fc.oneof(
        fc.record({ type: fc.constantFrom(...COMMANDS.map(({ type }) => type)) }),
        fc.jsonValue(),
      ),
    },
    { requiredKeys: ["type"] },
  );
  return frame.map((value) => JSON.stringify(value));
}

test("[CONN-1][F50] a page of another version is told to reload before anything else", async () => {
  const page = await open();
  page.send({ type: "hello", version: 999 });
  await page.until(({ closeCode }) => closeCode !== null);
  expect(page.closeCode).toBe(4426);
});

test("[LIST-1] the session list follows titles and activity, and holds only one's own sessions", async () => {
  const page = await open();
  page.send({ type: "watch_sessions" });
  await page.create("echo");
  page.say("first words");
  await page.finished();
  page.command({ type: "rename", title: "A better title" });
  const named = await page.frame(
    "status",
    ({ status }) =>
      status.topic === "sessions" && status.sessions.some((session) => session.title === "A better title"),
  );
  expect(named.status).toMatchObject({ sessions: [{ sessionId: page.sessionId, activity: "idle" }] });
  const stranger = await open();
  stranger.send({ type: "watch_sessions" });
  const empty = await stranger.frame("status", ({ status }) => status.topic === "sessions");
  expect(empty.status).toMatchObject({ sessions: [] });
});
