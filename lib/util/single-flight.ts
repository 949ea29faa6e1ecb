/**
 * Runs `work` one at a time. A call during a run causes exactly one more run after it,
 * however many calls there were. A rejected run is reported to `onError` and does not stop later ones.
 */
export function singleFlight(work: () => Promise<void>, onError: (error: unknown) => void): () => void {
  let state: "idle" | "running" | "again" = "idle";
  const run = async (): Promise<void> => {
    do {
      state = "running";
      try {
        await work();
      } catch (error) {
        onError(error);
      }
    } while ((state as string) === "again");
    state = "idle";
  };
  return () => {
    if (state === "idle") void run();
    else state = "again";
  };
}
