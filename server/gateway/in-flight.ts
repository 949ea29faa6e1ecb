const MOST = 64;
const FEW = 16;

type InFlight = { add(work: Promise<unknown>): void };

/**
 * Bounds what one page may have under way, commands that wait for their commit included: beyond 64 its
 * socket is not read until 16 are left.
 */
export function createInFlight(line: { pause: () => void; resume: () => void }): InFlight {
  let count = 0;
  let state: "read" | "paused" = "read";

  const done = (): void => {
    count -= 1;
    if (state === "read" || count > FEW) return;
    state = "read";
    line.resume();
  };
  return {
    add: (work) => {
      count += 1;
      work.then(done, done);
      if (state === "paused" || count < MOST) return;
      state = "paused";
      line.pause();
    },
  };
}
