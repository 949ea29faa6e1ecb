import type { Clock } from "../util/clock";

/** The time that a tool may take. While a person is asked its clock stands still. */
export type Allowance = {
  /** Stops the clock; the undo, which counts once, lets it go on when nobody else has stopped it. */
  pause(): () => void;
  /** It will not be spent any more. */
  end(): void;
};

export type AllowanceOptions = {
  ms: number;
  after: Clock["after"];
  /** Milliseconds that never go back. */
  stopwatch: () => number;
  onSpent: () => void;
};

export function createAllowance({ ms, after, stopwatch, onSpent }: AllowanceOptions): Allowance {
  let left = ms;
  let since = stopwatch();
  let pauses = 0;
  let cancel = after(left, onSpent);
  let phase: "open" | "ended" = "open";

  const resume = (): void => {
    pauses -= 1;
    if (pauses > 0 || phase === "ended") return;
    since = stopwatch();
    cancel = after(left, onSpent);
  };

  return {
    pause: () => {
      if (pauses === 0) {
        cancel();
        left = Math.max(0, left - (stopwatch() - since));
      }
      pauses += 1;
      let isUndone = false;
      return () => {
        if (!isUndone) resume();
        isUndone = true;
      };
    },
    end: () => {
      phase = "ended";
      cancel();
    },
  };
}
