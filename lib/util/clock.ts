/** Time, handed in wherever it matters so that tests can turn it. */
export type Clock = {
  /** Milliseconds since 1970. */
  now: () => number;
  /** Runs once after `ms`; the returned undo is safe to call at any time. Does not keep a process alive. */
  after: (ms: number, run: () => void) => () => void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    if (typeof timer === "object" && "unref" in timer) timer.unref();
    return () => clearTimeout(timer);
  },
};
