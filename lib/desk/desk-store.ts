import type { DeskState } from "./types";

/** The state that views draw, replaced as a whole on each change. */
export type DeskStore = {
  state: () => DeskState;
  change: (part: Partial<DeskState>) => void;
  subscribe: (listener: () => void) => () => void;
};

const START: DeskState = { engine: "closed", keeps: "unknown", note: "", tables: [], lastResult: undefined };

export function createDeskStore(): DeskStore {
  let current = START;
  const listeners = new Set<() => void>();
  return {
    state: () => current,
    change: (part) => {
      current = { ...current, ...part };
      for (const listener of [...listeners]) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
