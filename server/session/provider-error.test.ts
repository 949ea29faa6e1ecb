import { expect, test } from "vitest";
import type { UpstreamFailure } from "../upstream/port";
import { Play } from "./testing/play";

function failed(failure: Partial<UpstreamFailure>): unknown {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  play.say("hello");
  play.at += 500;
  play.upstream({
    type: "failed",
    failure: {
      ...{ code: "rate_limited", providerCode: null, message: "slow", retryAfterMs: null },
      ...{ param: null, status: null, ...failure },
    },
  });
  return play.events("turn.finished")[0]?.end;
}

test("[UP-4] [C44] [U5] the end of a turn has the provider's code, message, param and status unchanged", () => {
  const told = { providerCode: "unsupported_value", message: "No such effort.", param: "reasoning.effort" };
  expect(failed({ code: "rejected", ...told, status: 400 })).toEqual({
    reason: "failed",
    error: { code: "unsupported_value", message: told.message, param: told.param, status: 400 },
  });
});

test("[UP-9] [C46] the end of a turn says when a limit resets, by the server's clock", () => {
  expect(failed({ providerCode: "usage_limit_reached", retryAfterMs: 90_000 })).toEqual({
    reason: "failed",
    error: { code: "usage_limit_reached", message: "slow", retryAt: 91_500 },
  });
});

test("[UP-4] what the provider does not say is not there", () => {
  expect(failed({})).toEqual({ reason: "failed", error: { code: "rate_limited", message: "slow" } });
});
