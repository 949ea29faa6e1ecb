/** Calls `run` once, when the next may go on. */
export type NextTurn = (run: () => void) => void;

/** Lets one caller through in each turn, in the order in which they came. */
export function createTurns(nextTurn: NextTurn): () => Promise<void> {
  const waiting: (() => void)[] = [];
  let state: "free" | "taken" = "free";

  const pass = (): void => {
    const next = waiting.shift();
    if (!next) return void (state = "free");
    nextTurn(pass);
    next();
  };
  return () => {
    if (state === "taken") return new Promise((resolve) => waiting.push(resolve));
    state = "taken";
    nextTurn(pass);
    return Promise.resolve();
  };
}
