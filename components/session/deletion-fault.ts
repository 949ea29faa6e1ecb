import { useSyncExternalStore } from "react";

export type DeletionFault = { doing: "deleted" | "restored"; message: string };

let current: DeletionFault | null = null;
const listeners = new Set<() => void>();

/** Says that a deletion, or its undo, did not happen; null: nothing to say any more. */
export function tellDeletion(fault: DeletionFault | null): void {
  current = fault;
  for (const listener of listeners) listener();
}

const listen = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

export const useDeletionFault = (): DeletionFault | null =>
  useSyncExternalStore(
    listen,
    () => current,
    () => null,
  );
