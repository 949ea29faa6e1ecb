import { expect, test } from "vitest";
import { MAX_PENDING_STEERS } from "../../lib/protocol/limits";
import type { Item } from "../../lib/responses/item";
import { textOf } from "../../lib/responses/item";
import type { Steer } from "../../lib/session/state";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { Play } from "./testing/play";

function begun(play = new Play()): Play {
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  return play;
}

const give = (play: Play, text = "go left") => play.command({ type: "steer", text, executorId: EXECUTOR });

const steers = (play: Play): readonly Steer[] => {
  const { turn, turns } = play.state.session;
  return (turn.status === "running" ? turn : turns.at(-1))?.steers ?? [];
};

const phase = ({ state: { session } }: Play): string =>
  session.turn.status === "running" ? session.turn.response.phase : session.turn.status;

const steerId = (play: Play): string => steers(play).at(-1)?.steerId ?? "";

const tell = (play: Play, type: "steer_accepted" | "steer_waiting", id = steerId(play)): void =>
  void play.feed({ type: "upstream", event: { type, key: "any", steerId: id }, at: play.at });

function refuse(play: Play, code = "steering_not_supported"): void {
  const event = { type: "steer_failed" as const, key: "any", steerId: steerId(play), code, message: "no" };
  play.feed({ type: "upstream", event, at: play.at });
}

function says(play: Play, text: string): void {
  const content = [{ type: "output_text", text }];
  play.upstream({
    type: "item_done",
    index: 0,
    kind: "message",
    item: { type: "message", role: "assistant", content },
  });
}

function ends(play: Play, reason: string | null = null): void {
  const status = reason === null ? "completed" : "incomplete";
  play.upstream({ type: "done", status, reason, usage: null, output: [] });
}

/** The next response begins under its own key, though nothing asked for it. */
function successorStarts(play: Play, key = "t4.1"): void {
  const bytes = { up: 1, notResent: 0 };
  const event = { type: "started" as const, key, providerId: "resp_2", bytes, sentAt: play.at, connectMs: 0 };
  play.feed({ type: "upstream", event, at: play.at });
}

function answer(play: Play): void {
  const outcome = { ok: true as const, output: "42" };
  play.command({
    ...{
      type: "submit_tool_output",
      callId: play.call().callId,
      executorId: EXECUTOR,
      claimId: null,
      outcome,
    },
    ...{ artifact: null, ranMs: 1 },
  });
}

const shape = (items: readonly Item[]): string[] =>
  items.map((item) => (item.type === "message" ? textOf(item.content) : (item.type ?? "")));

test("[STEER-1] text for a running turn is handed to the response under way, with the key of the next one", () => {
  const play = begun();
  expect(give(play)).toBeNull();
  expect(play.effectsOf("steer_response")).toEqual([
    { type: "steer_response", request: { key: "t4.0", steerId: "s6", text: "go left", successor: "t4.1" } },
  ]);
  expect(steers(play)).toMatchObject([{ status: "requested", handedTo: "r5", text: "go left" }]);
});

test("[STEER-1] text for a turn that has ended meanwhile starts the next one", () => {
  const play = begun();
  ends(play);
  give(play);
  expect(play.events("turn.started").map(({ text }) => text)).toEqual(["go", "go left"]);
  expect(play.events("steer.requested")).toEqual([]);
});

test("[STEER-2][STEER-3] accepted text is applied when the provider's own next response begins, in the same turn", () => {
  const play = begun();
  give(play);
  tell(play, "steer_accepted");
  says(play, "part");
  ends(play, "steered");
  expect(phase(play)).toBe("awaited");
  expect(steers(play)).toMatchObject([{ status: "accepted" }]);
  successorStarts(play);
  expect(steers(play)).toMatchObject([{ status: "applied" }]);
  expect(play.log.slice(-2).map(({ event }) => event.type)).toEqual(["response.started", "steer.applied"]);
  expect(play.requests()).toHaveLength(1);
  expect(play.events("response.done")).toMatchObject([{ status: "steered" }]);
  expect(play.events("turn.finished")).toEqual([]);
});

test("[STEER-3] the text stands between the answer it cut off and the one it led to", () => {
  const play = begun();
  give(play);
  tell(play, "steer_accepted");
  says(play, "part");
  ends(play, "steered");
  successorStarts(play);
  const done = { key: "t4.1", type: "done" as const, status: "completed" as const };
  const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: "whole" }] };
  play.feed({
    type: "upstream",
    event: { key: "t4.1", type: "item_done", index: 0, kind: "message", item },
    at: play.at,
  });
  play.feed({ type: "upstream", event: { ...done, reason: null, usage: null, output: [] }, at: play.at });
  expect(play.state.session.turns[0]?.entries.map((entry) => entry.kind)).toEqual([
    "message",
    "steer",
    "message",
  ]);
  play.say("next");
  expect(shape(play.request().fullInput())).toEqual(["go", "part", "go left", "whole", "next"]);
  expect(play.request()).toMatchObject({ chain: "t4.1", newItems: [{ role: "user" }] });
});

test("[STEER-3] reasoning that a steer cut off is not sent again in a full input", () => {
  const play = begun();
  give(play);
  tell(play, "steer_accepted");
  play.upstream({ type: "item_done", index: 0, kind: "reasoning", item: { type: "reasoning", summary: [] } });
  ends(play, "steered");
  successorStarts(play);
  expect(shape(play.state.context.items)).toEqual(["go", "go left"]);
});

test("[STEER-4] with open calls the provider puts the text before the outputs: new items have the outputs alone", () => {
  const play = begun();
  play.calls("look");
  give(play);
  tell(play, "steer_accepted");
  ends(play);
  tell(play, "steer_waiting");
  expect(play.requests()).toHaveLength(1);
  answer(play);
  expect(play.requests()).toHaveLength(2);
  const { chain, newItems, fullInput } = play.request();
  expect(chain).toBe("t4.0");
  expect(shape(newItems)).toEqual(["function_call_output"]);
  expect(shape(fullInput())).toEqual(["go", "function_call", "go left", "function_call_output"]);
  expect(steers(play)).toMatchObject([{ status: "accepted" }]);
  play.starts();
  expect(steers(play)).toMatchObject([{ status: "applied" }]);
  expect(shape(play.state.context.items)).toEqual(["go", "function_call", "go left", "function_call_output"]);
});

test("[STEER-5] a provider that cannot steer gets the text after the outputs of the calls", () => {
  const play = begun();
  play.calls("look");
  give(play);
  refuse(play);
  ends(play);
  answer(play);
  expect(shape(play.request().newItems)).toEqual(["function_call_output", "go left"]);
  play.starts();
  expect(steers(play)).toMatchObject([{ status: "applied" }]);
});

test("[STEER-5] without calls the turn goes on with a new response to the text", () => {
  const play = begun();
  give(play);
  refuse(play);
  says(play, "whole");
  ends(play);
  expect(play.requests()).toHaveLength(2);
  expect(play.request()).toMatchObject({ key: "t4.1", chain: "t4.0" });
  expect(shape(play.request().newItems)).toEqual(["go left"]);
  play.starts();
  ends(play);
  expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "completed" } }]);
});

test("[STEER-5] a refusal that comes after the end of the response is asked as the next one", () => {
  const play = begun();
  give(play);
  ends(play);
  expect(phase(play)).toBe("done");
  refuse(play, "response_already_completed");
  expect(shape(play.request().newItems)).toEqual(["go left"]);
});

test("[STEER-5] text that the provider took and then gave back is asked as the next response", () => {
  const play = begun();
  give(play);
  tell(play, "steer_accepted");
  ends(play);
  refuse(play, "successor_creation_failed");
  expect(phase(play)).toBe("requested");
  expect(shape(play.request().newItems)).toEqual(["go left"]);
});

test("[STEER-5] a refusal while a request is under way waits for the next one, once", () => {
  const play = begun();
  play.calls("look");
  give(play);
  ends(play);
  answer(play);
  refuse(play, "response_not_active");
  expect(shape(play.request().fullInput())).not.toContain("go left");
  play.starts();
  expect(steers(play)).toMatchObject([{ status: "deferred" }]);
  ends(play);
  expect(shape(play.request().fullInput()).filter((text) => text === "go left")).toHaveLength(1);
});

test("[STEER-6] several steers are read in the order in which they were given, and no more than 8 wait", () => {
  const play = begun();
  for (let at = 0; at < MAX_PENDING_STEERS; at += 1) expect(give(play, `step ${at}`)).toBeNull();
  expect(give(play, "too much")?.code).toBe("too_many_steers");
  for (const steer of steers(play)) tell(play, "steer_accepted", steer.steerId);
  ends(play, "steered");
  successorStarts(play);
  expect(play.events("steer.applied").map(({ text }) => text)).toEqual(
    Array.from({ length: MAX_PENDING_STEERS }, (_none, at) => `step ${at}`),
  );
  expect(give(play, "room again")).toBeNull();
});

test("[STEER-7] text given before the response has begun is handed to it as soon as it begins", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("go");
  give(play);
  expect(play.effectsOf("steer_response")).toEqual([]);
  play.starts();
  expect(play.effectsOf("steer_response")).toMatchObject([{ request: { key: "t2.0", successor: "t2.1" } }]);
});

test("[STEER-7][F70] text given while calls are open goes with their outputs", () => {
  const play = begun();
  play.calls("look");
  ends(play);
  give(play);
  expect(steers(play)).toMatchObject([{ status: "deferred" }]);
  expect(play.effectsOf("steer_response")).toEqual([]);
  answer(play);
  expect(shape(play.request().newItems)).toEqual(["function_call_output", "go left"]);
});

test.each<[string, (play: Play) => void, string]>([
  ["stopped", (play) => void play.command({ type: "cancel_turn" }), "stopped"],
  ["failed", (play) => play.fails("rejected"), "failed"],
  ["timed out", (play) => play.timer("turn:t4"), "limit"],
  ["cut off by a limit", (play) => ends(play, "max_output_tokens"), "limit"],
])("[STEER-8] when the turn is %s, unread text returns to the head of the queue", (_how, end, reason) => {
  const play = begun();
  play.say("later");
  give(play);
  refuse(play);
  end(play);
  expect(steers(play)).toMatchObject([{ status: "returned", reason }]);
  expect(play.state.session).toMatchObject({
    queueStatus: "paused",
    queue: [
      { text: "go left", returned: reason, executorId: EXECUTOR },
      { text: "later", returned: null },
    ],
  });
  expect(shape(play.state.context.items)).not.toContain("go left");
  expect(play.requests()).toHaveLength(1);
});

test("[STEER-8] text that went with a request which failed before it began is the person's again", () => {
  const play = begun();
  play.calls("look");
  ends(play);
  give(play);
  answer(play);
  expect(shape(play.request().newItems)).toContain("go left");
  play.fails("rejected");
  expect(play.state.session.queue).toMatchObject([{ text: "go left", returned: "failed" }]);
  expect(shape(play.state.context.items)).not.toContain("go left");
});

const lose: [string, (play: Play) => void][] = [
  ["the connection is lost", (play) => play.fails("lost")],
  ["the server restarts", (play) => play.restarts()],
];

test.each(lose)(
  "[STEER-9] when %s, text that the provider had is returned as unknown, never sent again",
  (_how, end) => {
    const play = begun();
    give(play);
    tell(play, "steer_accepted");
    end(play);
    expect(play.state.session).toMatchObject({ queueStatus: "paused", queue: [{ returned: "unknown" }] });
    for (const { fullInput } of play.requests().slice(1)) expect(shape(fullInput())).not.toContain("go left");
  },
);

test.each([
  [
    "the connection is lost",
    (play: Play) => {
      const none = { providerCode: null, param: null, status: null, retryAfterMs: null };
      const failure = { code: "lost" as const, message: "gone", ...none };
      play.feed({ type: "upstream", event: { type: "failed", key: "t4.1", failure }, at: play.at });
    },
  ],
  ["the server restarts", (play: Play) => play.restarts()],
  ["the provider never goes on", (play: Play) => play.timer("steer:t4")],
])(
  "[STEER-9] when %s before the next response begins, the turn is interrupted and nothing is asked",
  (_how, end) => {
    const play = begun();
    give(play);
    tell(play, "steer_accepted");
    says(play, "part");
    ends(play, "steered");
    end(play);
    expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "interrupted" } }]);
    expect(play.state.session).toMatchObject({ queueStatus: "paused", queue: [{ returned: "unknown" }] });
    expect(play.requests()).toHaveLength(1);
  },
);

test("[STEER-9] text that we still hold rides with the response that is asked for again", () => {
  const play = begun();
  give(play);
  refuse(play);
  play.fails("lost");
  expect(shape(play.request().fullInput())).toEqual(["go", "go left"]);
  play.starts();
  expect(steers(play)).toMatchObject([{ status: "applied" }]);
});

test("[STEER-9] a restart with calls open keeps accepted text: no response can have been made with it", () => {
  const play = begun();
  play.calls("look");
  give(play);
  tell(play, "steer_accepted");
  ends(play);
  play.restarts();
  answer(play);
  expect(shape(play.request().fullInput())).toEqual([
    "go",
    "function_call",
    "go left",
    "function_call_output",
  ]);
});

test("[STEER-10] a steer that the provider leaves unanswered after the response does not hold the turn", () => {
  const play = begun();
  give(play);
  ends(play);
  expect(play.effectsOf("set_timer").at(-1)).toMatchObject({ key: "steer:t4", at: play.at + 30_000 });
  play.timer("steer:t4");
  expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "completed" } }]);
  expect(play.state.session).toMatchObject({ queueStatus: "paused", queue: [{ returned: "unknown" }] });
});

test("[STEER-10] a line that got no answer about a steer does not have it sent again", () => {
  const play = begun();
  give(play);
  ends(play);
  refuse(play, "no_answer");
  expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "completed" } }]);
  expect(play.state.session.queue).toMatchObject([{ text: "go left", returned: "unknown" }]);
  expect(play.requests()).toHaveLength(1);
});

test("[OWN-4] folding a log with steers again gives the same state", () => {
  const play = begun();
  play.calls("look");
  give(play);
  tell(play, "steer_accepted");
  ends(play);
  give(play, "and right");
  answer(play);
  play.starts();
  const again = play.log.reduce(foldOwner, emptyOwnerState(play.state.session.sessionId));
  expect(again).toEqual(play.state);
});
