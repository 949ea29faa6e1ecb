"use client";

import { useCallback, useSyncExternalStore } from "react";

const STORED = "longwire.open";
const MAX_STORED = 400;

let open: ReadonlySet<string> | null = null;
const listeners = new Set<() => void>();

function read(): ReadonlySet<string> {
  if (open) return open;
  open = new Set(stored());
  return open;
}

function stored(): string[] {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(STORED) ?? "[]");
    return Array.isArray(value) ? value.filter((key): key is string => typeof key === "string") : [];
  } catch {
    return [];
  }
}

function toggle(key: string): void {
  const next = new Set(read());
  if (!next.delete(key)) next.add(key);
  open = next;
  try {
    sessionStorage.setItem(STORED, JSON.stringify([...next].slice(-MAX_STORED)));
  } catch {
    // Storage may be full or forbidden; then the state lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether something was opened by the person. It outlives streaming updates and a reload of the tab. */
export function useExpanded(key: string): [boolean, () => void] {
  const isOpen = useSyncExternalStore(
    subscribe,
    () => read().has(key),
    () => false,
  );
  return [isOpen, useCallback(() => toggle(key), [key])];
}
