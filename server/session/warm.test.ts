import { expect, test } from "vitest";
import { attachment, EXECUTOR } from "../testing/test-tools";
import { Play } from "./testing/play";

const warm = (play: Play): void => void play.feed({ type: "warm", at: play.at });

test("[WARM-1] an idle session is prepared with the very settings of its next request", () => {
  const play = new Play({}, { contextWindow: 1_000 });
  warm(play);
  play.command({ type: "create_session", model: "first" });
  play.command({ type: "configure", model: "second" });
  play.command(attachment());
  const logged = play.log.length;
  warm(play);
  expect(play.log).toHaveLength(logged);
  play.say("go", EXECUTOR);
  expect(play.effectsOf("warm_line").map(({ settings }) => settings)).toEqual([play.request().settings]);
  expect(play.request().settings).toMatchObject({ model: "second", compactThreshold: 800 });
});

test("[WARM-1] a session in which a turn runs is not prepared", () => {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("go");
  warm(play);
  expect(play.effectsOf("warm_line")).toEqual([]);
});
