import type { UpstreamStatus } from "../../lib/protocol/frame";
import { assertNever } from "../../lib/util/assert-never";
import type { Effect, Input, TimerKey } from "../session/input";
import type { OwnerState } from "../session/owner-state";
import { settingsOf } from "../session/request";
import type { UpstreamLine } from "../upstream/port";
import type { HostDeps } from "./deps";

export type Effects = {
  perform(effect: Effect, state: OwnerState): void;
  warm(state: OwnerState): void;
  upstreamStatus(): UpstreamStatus;
  close(): void;
};

/** Does what a committed decision asks for: the line upstream, opened at first use, and timers. */
export function createEffects(sessionId: string, deps: HostDeps, post: (input: Input) => void): Effects {
  const timers = new Map<TimerKey, () => void>();
  let line: UpstreamLine | null = null;

  const openLine = (): UpstreamLine =>
    (line ??= deps.upstream.open({
      onEvent: (event) => post({ type: "upstream", event, at: deps.clock.now() }),
      onStatus: deps.onUpstreamStatus,
    }));

  const clearTimer = (key: TimerKey): void => {
    timers.get(key)?.();
    timers.delete(key);
  };

  const setTimer = (key: TimerKey, at: number): void => {
    clearTimer(key);
    const fire = () => {
      timers.delete(key);
      post({ type: "timer", key, at: deps.clock.now() });
    };
    timers.set(key, deps.clock.after(Math.max(0, at - deps.clock.now()), fire));
  };

  const perform = (effect: Effect, state: OwnerState): void => {
    switch (effect.type) {
      case "create_response":
        return openLine().create(effect.request);
      case "cancel_response":
        return line?.cancel(effect.key);
      case "warm":
        return warm(state);
      case "set_timer":
        return setTimer(effect.key, effect.at);
      case "clear_timer":
        return clearTimer(effect.key);
      default:
        return assertNever(effect);
    }
  };

  const warm = (state: OwnerState): void => {
    if (state.session.turn.status === "running") return;
    openLine().warm(settingsOf(state, state.session.model ?? deps.rules.defaultModel, deps.rules));
  };

  return {
    perform,
    warm,
    upstreamStatus: () => line?.status ?? "cold",
    close: () => {
      for (const clear of timers.values()) clear();
      timers.clear();
      line?.close();
      deps.log.info({ sessionId }, "session released");
    },
  };
}
