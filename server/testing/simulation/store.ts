import type { Clock } from "../../../lib/util/clock";
import type { AppendRequest, AppendResult, Store } from "../../store/port";
import type { Dice } from "./dice";
import type { Life } from "./life";

/** How the store is with everybody. */
export type StoreWeather = {
  /** Longest way to the store and back, each. */
  slowestMs: number;
  /** Nothing gets there. */
  isDown: boolean;
  /** So many commits from now on are done and not answered. */
  lostAnswers: number;
};

export const FAIR_STORE: StoreWeather = { slowestMs: 3, isDown: false, lostAnswers: 0 };

export const LOST_ANSWER = "the answer of the store was lost";
const unavailable = (): Error =>
  Object.assign(new Error("the store cannot be reached"), { code: "unavailable" });

type Options = {
  clock: Clock;
  dice: Dice;
  life: Life;
  weather: StoreWeather;
  /** The weather has struck. */
  onStruck: (how: "down" | "answer lost") => void;
};

/** One node's way to the store that all of them share. */
export function throughWeather(shared: Store, options: Options): Store {
  const { clock, dice, life, weather, onStruck } = options;
  const way = (): number => dice.below(weather.slowestMs + 1);

  /** What a dead node asked for may still happen, and nobody hears of it. */
  const call = <T>(work: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      const answer = (tell: () => void): void => void clock.after(way(), () => life.pass(tell));
      clock.after(way(), () => {
        if (weather.isDown) {
          onStruck("down");
          return answer(() => reject(unavailable()));
        }
        work().then(
          (value) => answer(() => resolve(value)),
          (error: Error) => answer(() => reject(error)),
        );
      });
    });

  const write = async (request: Omit<AppendRequest, "onCommitted">): Promise<AppendResult> => {
    if (weather.lostAnswers === 0) return shared.events.append(request);
    weather.lostAnswers -= 1;
    onStruck("answer lost");
    await shared.events.append(request);
    throw new Error(LOST_ANSWER);
  };

  const append = async ({ onCommitted, ...request }: AppendRequest): Promise<AppendResult> => {
    try {
      const result = await call(() => write(request));
      if (result.ok) onCommitted?.();
      return result;
    } catch (error) {
      if (error instanceof Error && "code" in error) return { ok: false, reason: "unavailable" };
      throw error;
    }
  };

  return {
    events: { ...through(shared.events, call), append },
    blobs: through(shared.blobs, call),
    sessions: through(shared.sessions, call),
    shares: through(shared.shares, call),
    setting: (name, initial) => call(() => shared.setting(name, initial)),
    close: () => Promise.resolve(),
  };
}

type Calls = Record<string, (...args: never[]) => Promise<unknown>>;

/** Every method of a part of the store, by the same way. */
function through<T extends object>(part: T, call: <R>(work: () => Promise<R>) => Promise<R>): T {
  const calls = Object.entries(part as Calls).map(([name, method]) => [
    name,
    (...args: never[]) => call(() => method(...args)),
  ]);
  return Object.fromEntries(calls) as T;
}
