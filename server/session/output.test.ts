import { expect, test } from "vitest";
import type { Item } from "../../lib/responses/item";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { emptyOwnerState, foldOwner } from "./owner-state";
import { eventOf, rowOf } from "./row";
import { Play } from "./testing/play";

const reasoning = (secret: string): Item => ({ type: "reasoning", summary: [], encrypted_content: secret });
const message = (text: string): Item => ({
  type: "message",
  role: "assistant",
  content: [{ type: "output_text", text }],
});
const call = (id: string): Item => ({ type: "function_call", call_id: id, name: "look", arguments: "{}" });

function begun(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  return play;
}

function finishes(play: Play, item: Item, index: number): void {
  const kind =
    item.type === "function_call" ? "tool_call" : item.type === "message" ? "message" : "reasoning";
  play.upstream({ type: "item_done", index, kind, item });
}

const ends = (play: Play, output: readonly Item[]): void =>
  play.upstream({ type: "done", status: "completed", reason: null, usage: null, output });

/** What the model is given after the person's message. */
const context = (play: Play): readonly Item[] => play.state.context.items.slice(1);

test("[UP-8] [C13] [C36] [U22] what the terminal event tells of an item is what the next request holds, after a restart too", () => {
  const play = begun();
  finishes(play, reasoning("early"), 0);
  finishes(play, message("hello"), 1);
  ends(play, [reasoning("late"), message("hello")]);
  expect(context(play)).toEqual([reasoning("late"), message("hello")]);
  const rows = play.log.map((logged) => eventOf(rowOf(logged)));
  const again = rows.reduce(
    (state, logged) => (logged ? foldOwner(state, logged) : state),
    emptyOwnerState(play.state.session.sessionId),
  );
  expect(again).toEqual(play.state);
});

test("[C13] items that were finished out of their order stand in the context as the terminal event has them", () => {
  const play = begun();
  finishes(play, message("second"), 1);
  finishes(play, message("first"), 0);
  ends(play, [message("first"), message("second")]);
  expect(context(play)).toEqual([message("first"), message("second")]);
});

test("[C13] [C24] a terminal copy with other calls than were taken up is not believed", () => {
  const play = begun();
  finishes(play, call("a"), 0);
  ends(play, [call("b"), message("hello")]);
  expect(context(play)).toEqual([call("a")]);
});

test("[C13] a terminal event that repeats what was done, or tells nothing, costs the log nothing", () => {
  for (const output of [[], [reasoning("one"), message("hello")]]) {
    const play = begun();
    finishes(play, reasoning("one"), 0);
    finishes(play, message("hello"), 1);
    ends(play, output);
    expect(context(play)).toEqual([reasoning("one"), message("hello")]);
    expect(play.log.find(({ event }) => event.type === "response.done")?.secret).toBeNull();
  }
});

test("[C13] only what differs is logged once more", () => {
  const play = begun();
  finishes(play, message("x".repeat(1_000)), 0);
  finishes(play, reasoning("early"), 1);
  ends(play, [message("x".repeat(1_000)), reasoning("late")]);
  expect(play.log.find(({ event }) => event.type === "response.done")?.secret).toEqual({
    type: "output",
    output: [0, reasoning("late")],
  });
});
