import type { UpstreamStatus } from "../../lib/protocol/frame";
import { assertNever } from "../../lib/util/assert-never";
import type { Effect, Input, TimerKey } from "../session/input";
import type { SteerRequest, UpstreamLine } from "../upstream/port";
import { createAsks } from "./asks";
import type { HostDeps } from "./deps";

export type Effects = {
  perform(effect: Effect): void;
  upstreamStatus(): UpstreamStatus;
  /** Asks the model for nothing more: what is due then is the next owner's. */
  hold(): void;
  /** True once a request was due and not sent. */
  hasHeldBack(): boolean;
  close(): void;
};

/** The next owner derives them from the log. */
const ASKS: ReadonlySet<Effect["type"]> = new Set([
  "create_response",
  "ask_title",
  "ask_summary",
  "warm_line",
]);
const UNSUPPORTED = { code: "steering_not_supported", message: "This model cannot be steered." };

/** Does what a committed decision asks for: the line upstream, opened at first use, and timers. */
export function createEffects(sessionId: string, deps: HostDeps, post: (input: Input) => void): Effects {
  const { perform, ...rest } = createActions(sessionId, deps, post);
  let phase: "asking" | "holding" | "held_back" = "asking";
  return {
    ...rest,
    perform: (effect) => {
      if (phase === "asking" || !ASKS.has(effect.type)) return perform(effect);
      if (effect.type === "create_response") phase = "held_back";
    },
    hold: () => {
      if (phase === "asking") phase = "holding";
    },
    hasHeldBack: () => phase === "held_back",
  };
}

type Actions = Pick<Effects, "perform" | "upstreamStatus" | "close">;

function createActions(sessionId: string, deps: HostDeps, post: (input: Input) => void): Actions {
  const timers = new Map<TimerKey, () => void>();
  let line: UpstreamLine | null = null;

  const openLine = (): UpstreamLine =>
    (line ??= deps.upstream.open({
      onEvent: (event) => post({ type: "upstream", event, at: deps.clock.now() }),
      onStatus: deps.onUpstreamStatus,
    }));

  const asks = createAsks({ sessionId, deps, line: openLine, post });

  const clearTimer = (key: TimerKey): void => {
    timers.get(key)?.();
    timers.delete(key);
  };

  const setTimer = (key: TimerKey, at: number): void => {
    clearTimer(key);
    const fire = () => {
      timers.delete(key);
      if (!isBack(deps.executorsOf(sessionId), key)) post({ type: "timer", key, at: deps.clock.now() });
    };
    timers.set(key, deps.clock.after(Math.max(0, at - deps.clock.now()), fire));
  };

  const steer = (request: SteerRequest): void => {
    if (line?.steer(request) === "sent") return;
    const { key, steerId } = request;
    const event = { type: "steer_failed" as const, key, steerId, ...UNSUPPORTED };
    post({ type: "upstream", event, at: deps.clock.now() });
  };

  const perform = (effect: Effect): void => {
    switch (effect.type) {
      case "create_response":
        return openLine().create(effect.request);
      case "steer_response":
        return steer(effect.request);
      case "cancel_response":
        return line?.cancel(effect.key);
      case "warm_line":
        return openLine().warm(effect.settings);
      case "ask_title":
      case "ask_summary":
        return asks.perform(effect);
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
      asks.close();
      line?.close();
      deps.log.info({ sessionId }, "session released");
    },
  };
}

/** A page may be back whose attachment is still on its way into the log, which then clears its timer. */
const isBack = (present: readonly string[], key: TimerKey): boolean =>
  present.some((executorId) => key === `executor:${executorId}`);
