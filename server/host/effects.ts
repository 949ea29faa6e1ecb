import type { UpstreamStatus } from "../../lib/protocol/frame";
import { assertNever } from "../../lib/util/assert-never";
import type { Effect, Input, TimerKey } from "../session/input";
import type { UpstreamLine } from "../upstream/port";
import type { HostDeps } from "./deps";

export type Effects = {
  perform(effect: Effect): void;
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

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case "create_response":
        return openLine().create(effect.request);
      case "cancel_response":
        return line?.cancel(effect.key);
      case "set_timer":
        return setTimer(effect.key, effect.at);
      case "clear_timer":
        return clearTimer(effect.key);
      default:
        return assertNever(effect);
    }
  };

  return {
    perform,
    upstreamStatus: () => line?.status ?? "cold",
    close: () => {
      for (const clear of timers.values()) clear();
      timers.clear();
      line?.close();
      deps.log.info({ sessionId }, "session released");
    },
  };
}
