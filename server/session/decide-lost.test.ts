import { expect, test } from "vitest";
import type { ItemKind } from "../upstream/port";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

function asked(play = new Play()): Play {
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  return play;
}

function announces(play: Play, kind: ItemKind, name: string | null = null, index = 0): void {
  play.upstream({ type: "item_added", index, kind, name });
}

const ends: [string, (play: Play) => void][] = [
  ["its connection is lost", (play) => play.fails("lost")],
  ["the server restarts", (play) => play.restarts()],
];

const announced: [ItemKind, string | null][] = [
  ["hosted", "mcp_call"],
  ["hosted", "web_search_call"],
  ["message", null],
  ["reasoning", null],
  ["tool_call", "look"],
  ["other", "hologram_call"],
];

const cases = ends.flatMap(([end, happens]) =>
  announced.map(([kind, name]) => ({ end, happens, kind, name })),
);

test.each(cases)(
  "[C32] [U31] [UP-2] a response that has announced an item ($kind $name) is not asked for again when $end",
  ({ happens, kind, name }) => {
    const play = asked();
    play.starts();
    announces(play, kind, name);
    happens(play);
    expect(play.requests()).toHaveLength(1);
    expect(play.events("response.done")).toMatchObject([{ status: "lost" }]);
    expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "interrupted" } }]);
  },
);

test.each(ends)(
  "[UP-2] a response that began and announced nothing is asked for once more when %s",
  (_end, happens) => {
    const play = asked();
    play.starts();
    happens(play);
    expect(play.requests()).toHaveLength(2);
    expect(play.state.session.turn).toMatchObject({ status: "running", response: { phase: "requested" } });
    play.starts();
    play.fails("lost");
    expect(play.requests()).toHaveLength(2);
    expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "interrupted" } }]);
  },
);

test.each(ends)(
  "[C32] [U31] [UP-2] where the provider may run tools with effects, a request whose fate is unknown is left to the person when %s",
  (_end, happens) => {
    const play = asked(new Play({}, { hostedEffects: true }));
    happens(play);
    expect(play.requests()).toHaveLength(1);
    expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "interrupted" } }]);
  },
);

test.each<[string, (play: Play) => void]>([
  ["a tool of the provider's", (play) => announces(play, "hosted", "mcp_call", 1)],
  ["text", (play) => play.text("half", 1)],
])("[C32] [UP-1] [UP-3] finished calls are not gone on from where %s was under way, too", (_what, more) => {
  const play = asked();
  play.starts();
  play.calls("change");
  more(play);
  play.fails("lost");
  expect(play.requests()).toHaveLength(1);
  expect(play.events("tool_call.assigned")).toEqual([]);
  expect(play.events("tool_call.finished")[0]?.outcome).toMatchObject({ error: { code: "cancelled" } });
  expect(play.events("turn.finished")).toMatchObject([{ end: { reason: "interrupted" } }]);
});

test("[UP-1] finished calls are gone on from where a half call or reasoning was under way, which did nothing", () => {
  const play = asked();
  play.starts();
  play.calls("look");
  announces(play, "reasoning", null, 1);
  announces(play, "tool_call", "look", 2);
  const { callId } = play.call();
  play.fails("lost");
  const outcome = { ok: true as const, output: "42" };
  const answer = { type: "submit_tool_output" as const, callId, executorId: EXECUTOR, claimId: null };
  play.command({ ...answer, outcome, artifact: null, ranMs: 1 });
  expect(play.requests()).toHaveLength(2);
  expect(play.events("turn.finished")).toEqual([]);
});
