const HIDDEN_MS = 50;

export type FrameBatch = { request(): void };

/** Runs `work` once per animation frame however often it is requested; a hidden tab gets a timer instead. */
export function createFrameBatch(work: () => void): FrameBatch {
  let isDue = false;

  const run = (): void => {
    isDue = false;
    work();
  };

  return {
    request: () => {
      if (isDue) return;
      isDue = true;
      if (document.visibilityState === "visible") requestAnimationFrame(run);
      else setTimeout(run, HIDDEN_MS);
    },
  };
}
