import { expect, test } from "vitest";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

const SETS = 40;
const LATEST = 32;

const offer = (play: Play, set: number) => play.command({ ...attachment(), toolsHash: `set-${set}` });

function nameOnly(play: Play, set: number) {
  const { tools: _tools, ...bare } = attachment();
  return play.command({ ...bare, toolsHash: `set-${set}` });
}

/** A session whose one page has changed its tools so many times. */
function changed(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  for (let set = 0; set < SETS; set += 1) offer(play, set);
  return play;
}

test("[TOOL-16] a session remembers the 32 sets of tools that were offered last, and asks for an older one again", () => {
  const play = changed();
  expect(play.state.toolsByHash.size).toBe(LATEST);
  expect(nameOnly(play, SETS - LATEST)).toBeNull();
  expect(nameOnly(play, 0)?.code).toBe("unknown_tools");
  expect(offer(play, 0)).toBeNull();
  expect(nameOnly(play, 0)).toBeNull();
});

test("[TOOL-16] an owner that starts anew remembers the same sets, and the tools of the page", () => {
  const play = changed();
  const before = [...play.state.toolsByHash.keys()];
  play.restarts([EXECUTOR]);
  expect([...play.state.toolsByHash.keys()]).toEqual(before);
  expect(play.state.executors.get(EXECUTOR)?.tools).toEqual(attachment().tools);
});
