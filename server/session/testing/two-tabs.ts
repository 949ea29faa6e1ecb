import { attachment, CLAIM, EXECUTOR } from "../../testing/test-tools";
import { Play } from "./play";

export const OTHER = "executor-0000000002";

/** A call that one tab runs, with another tab of the same person beside it. One with effects is started. */
export function callBesideTwoTabs(name: "look" | "change"): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.command(attachment(OTHER));
  play.say("go", EXECUTOR);
  play.starts();
  play.calls(name);
  play.done();
  const { callId } = play.call();
  if (name === "change")
    play.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
  return play;
}
