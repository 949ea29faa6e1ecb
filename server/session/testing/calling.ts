import type { ToolSpec } from "../../../lib/protocol/tool";
import type { ToolCall } from "../../../lib/session/state";
import { attachment, EXECUTOR, TEST_TOOLS } from "../../testing/test-tools";
import { Play } from "./play";

/** A turn in which the model has called these tools, at its response's end. */
export function calling(names: readonly string[], tools: ToolSpec[] = TEST_TOOLS): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command({ ...attachment(), tools });
  play.say("go", EXECUTOR);
  play.starts();
  names.forEach((name, index) => play.calls(name, index));
  play.done();
  return play;
}

/** The calls of the turn under way, in the order in which they were made. */
export function callsOf({ state }: Play): ToolCall[] {
  const { turn } = state.session;
  return turn.status === "running" ? [...turn.calls.values()] : [];
}

export const statusesOf = (play: Play): string[] => callsOf(play).map(({ status }) => status);
