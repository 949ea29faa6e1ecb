import { expect, test } from "vitest";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

function withCall(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.command(attachment());
  play.say("go", EXECUTOR);
  play.starts();
  play.calls("look");
  play.done();
  return play;
}

test("[C38] a turn that is stopped while its calls are open tells the line that nobody will answer them", () => {
  const play = withCall();
  const { key } = play.request();
  play.command({ type: "cancel_turn" });
  expect(play.effectsOf("cancel_response")).toEqual([{ type: "cancel_response", key }]);
  expect(play.state.context.chain).toBeNull();
});

test("[C38] a turn that ends well cancels nothing", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.starts();
  play.says("hi");
  play.done();
  expect(play.effectsOf("cancel_response")).toEqual([]);
});
