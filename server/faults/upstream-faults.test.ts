import { afterEach, expect, test } from "vitest";
import type { FinishedTurn } from "../../lib/session/state";
import { script } from "../testing/test-tools";
import { openStage, reread, STORY, WORDS, type Stage } from "./testing/story";

let stage: Stage;
afterEach(() => stage.close());

const FAST = { betweenEventsMs: 300, firstEventMs: 300, reusedFirstEventMs: 300, heartbeatMs: 100 };

async function turnOf(text: string, count = 1): Promise<FinishedTurn> {
  const { page } = stage.worker;
  page.say(text, "executor-0000000001");
  await page.finished(count);
  const turn = page.state.turns[count - 1];
  if (!turn) throw new Error("unreachable");
  return turn;
}

const textOf = (turn: FinishedTurn): string =>
  turn.entries.flatMap((entry) => (entry.kind === "message" ? [entry.text] : [])).join("|");

type Seen = { type: string; role?: string; call_id?: string; text?: string; output?: unknown };

/** What the model says that it was given, in its last piece of text. */
const contextOf = (turn: FinishedTurn): Seen[] => JSON.parse(textOf(turn).split("|").at(-1) ?? "") as Seen[];

/** The whole story: every word once, each call run once, each output in the model's context once. */
function expectWhole(turn: FinishedTurn): void {
  expect(turn.end).toEqual({ reason: "completed" });
  const [first = "", second = "", third = ""] = textOf(turn).split("|");
  const [one = "", two = ""] = stage.worker.ran;
  expect(first).toBe(WORDS);
  expect(stage.worker.ran).toHaveLength(2);
  expect(JSON.parse(second)).toMatchObject([{ output: `seen by ${one}` }]);
  expect(JSON.parse(third)).toMatchObject([{ output: `seen by ${two}` }]);
  const context = contextOf(turn);
  const outputs = context.filter(({ type }) => type === "function_call_output");
  expect(outputs.map(({ output }) => output)).toEqual([`seen by ${one}`, `seen by ${two}`]);
  const calls = context.filter(({ type }) => type === "function_call").map(({ call_id }) => call_id);
  expect(calls).toEqual(outputs.map(({ call_id }) => call_id));
  expect(context.filter(({ text }) => text === WORDS)).toHaveLength(1);
  expect(context.filter(({ role }) => role === "user")).toHaveLength(1);
}

/** Whoever reads the log anew sees what was seen live. */
async function expectSameAnew(): Promise<void> {
  const anew = await reread(stage);
  expect(anew.state.turns).toEqual(stage.worker.page.state.turns);
  expect(anew.state.turn).toEqual({ status: "idle" });
}

/** The pieces of text that viewers were sent while it streamed, by item. */
function streamed(turn: FinishedTurn): string[] {
  const messages = turn.entries.flatMap((entry) => (entry.kind === "message" ? [entry.itemId] : []));
  return messages.map((itemId) =>
    stage.worker.page.events
      .map((event) => (event.type === "item.delta" && event.itemId === itemId ? event.text : ""))
      .join(""),
  );
}

const moments = ["before_response", "after_call", "before_outputs"] as const;

test.each(moments)(
  "the socket to the provider drops (%s) and the turn goes on from what it has",
  async (moment) => {
    stage = await openStage();
    await stage.arm({ fault: "drop_upstream", moment });
    expectWhole(await turnOf(STORY));
    expect(await stage.fired()).toEqual(["drop_upstream"]);
    await expectSameAnew();
  },
);

test.each(moments)("the connection reaches its greatest age (%s) and nobody notices", async (moment) => {
  stage = await openStage();
  await stage.arm({ fault: "expire_upstream", moment });
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(["expire_upstream"]);
  await expectSameAnew();
});

test.each(["drop_upstream", "expire_upstream"] as const)(
  "%s in the middle of text keeps what came, says interrupted, and the next message works",
  async (fault) => {
    stage = await openStage();
    await stage.arm({ fault, moment: "in_text" });
    const turn = await turnOf(STORY);
    expect(turn.end).toMatchObject({ reason: "interrupted" });
    const kept = textOf(turn);
    expect(kept).not.toBe("");
    expect(WORDS.startsWith(kept)).toBe(true);
    expect(stage.worker.ran).toEqual([]);
    const next = await turnOf(script([[{ say: "And on." }]]), 2);
    expect(next.end).toEqual({ reason: "completed" });
    expect(textOf(next)).toBe("And on.");
    await expectSameAnew();
  },
);

test("the provider has forgotten the response and is given everything once more", async () => {
  stage = await openStage();
  await stage.arm({ fault: "forget_response" });
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(["forget_response"]);
  await expectSameAnew();
});

test.each([
  ["goes silent", { fault: "stall_upstream", after: 8 }],
  ["is dead without a word", { fault: "stall_upstream", after: 8, dead: true }],
] as const)(
  "a provider that %s in the middle of text is given up, and the page is told",
  async (_how, fault) => {
    stage = await openStage({ upstreamLimits: FAST });
    await stage.arm(fault);
    const turn = await turnOf(STORY);
    expect(turn.end.reason).toMatch(/failed|interrupted/);
    expect(turn.end).toMatchObject({
      error: { message: expect.stringMatching(/given up|silent/) as string },
    });
    expect(WORDS.startsWith(textOf(turn))).toBe(true);
    expect(textOf(turn)).not.toBe("");
    expect(textOf(await turnOf(script([[{ say: "And on." }]]), 2))).toBe("And on.");
    await expectSameAnew();
  },
);

test("a request that nobody answers is given up in time", async () => {
  stage = await openStage({ upstreamLimits: FAST });
  await stage.arm({ fault: "stall_upstream", after: 0 });
  const turn = await turnOf(STORY);
  expect(turn.end).toMatchObject({
    reason: "failed",
    error: { message: expect.stringContaining("did not begin to answer") as string },
  });
  expect(textOf(await turnOf(script([[{ say: "And on." }]]), 2))).toBe("And on.");
});

test("[F65] frames that come twice leave every word and every call once", async () => {
  stage = await openStage();
  await stage.arm({ fault: "duplicate_upstream", frames: 200 });
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(["duplicate_upstream"]);
  await expectSameAnew();
});

test("[F65] two frames that change places leave the text whole", async () => {
  stage = await openStage();
  await stage.arm({ fault: "reorder_upstream" });
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(["reorder_upstream"]);
  await expectSameAnew();
});

test("pieces of text that come twice are shown once while they stream", async () => {
  stage = await openStage();
  await stage.arm({ fault: "duplicate_upstream", frames: 200 });
  expect(WORDS).toContain(streamed(await turnOf(STORY))[0] ?? "nothing");
  expect(await stage.fired()).toEqual(["duplicate_upstream"]);
});

test.each([
  ["came twice", { fault: "duplicate_upstream", frames: 8 }],
  ["changed places", { fault: "reorder_upstream" }],
] as const)(
  "pieces of text that %s before the socket drops are kept once and in order",
  async (_how, fault) => {
    stage = await openStage();
    await stage.arm(fault, { fault: "drop_upstream", moment: "in_text" });
    const turn = await turnOf(STORY);
    expect(turn.end).toMatchObject({ reason: "interrupted" });
    expect(await stage.fired()).toEqual([fault.fault, "drop_upstream"]);
    expect(textOf(turn)).not.toBe("");
    expect(textOf(turn)).toBe(WORDS.slice(0, textOf(turn).length));
  },
);

test.each(["not_json", "binary", "huge", "array", "unknown_type"] as const)(
  "garbage from the provider (%s) changes nothing",
  async (garbage) => {
    stage = await openStage();
    await stage.arm({ fault: "garble_upstream", garbage });
    expectWhole(await turnOf(STORY));
    expect(await stage.fired()).toEqual(["garble_upstream"]);
    await expectSameAnew();
  },
);

test("a provider that limits requests is believed, and the turn says so", async () => {
  stage = await openStage();
  await stage.arm({ fault: "limit_upstream", retryAfterS: 30 });
  const turn = await turnOf(STORY);
  expect(turn.end).toMatchObject({
    reason: "failed",
    error: { code: "rate_limit_exceeded", message: expect.stringContaining("Rate limit") as string },
  });
  const { page } = stage.worker;
  page.say(STORY, "executor-0000000001");
  await page.finished(2);
  expect(page.state.turns[1]?.end).toEqual({ reason: "completed" });
  expect(stage.worker.ran).toHaveLength(2);
  await expectSameAnew();
});

test("a provider that limits connections is asked again after the time it names", async () => {
  stage = await openStage();
  await stage.arm(
    { fault: "drop_upstream", moment: "before_outputs" },
    { fault: "limit_upstream", at: "handshake", retryAfterS: 0 },
  );
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(expect.arrayContaining(["drop_upstream", "limit_upstream"]));
  await expectSameAnew();
});

test("a slow provider is waited for", async () => {
  stage = await openStage();
  await stage.arm({ fault: "slow_upstream", ms: 5 });
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toEqual(["slow_upstream"]);
});

test("faults one after the other in one turn leave it whole", async () => {
  stage = await openStage();
  await stage.arm(
    { fault: "drop_upstream", moment: "before_response" },
    { fault: "expire_upstream", moment: "before_outputs" },
    { fault: "garble_upstream", garbage: "array" },
    { fault: "slow_upstream", ms: 2 },
  );
  expectWhole(await turnOf(STORY));
  expect(await stage.fired()).toHaveLength(4);
  await expectSameAnew();
});
