"use client";

import type { ComponentProps } from "react";
import { useEffect, useSyncExternalStore } from "react";
import type { Markdown } from "./markdown";

type Renderer =
  | { status: "unloaded" | "loading" }
  | { status: "loaded"; Markdown: typeof Markdown }
  | { status: "failed"; error: unknown };

const UNLOADED: Renderer = { status: "unloaded" };
let renderer: Renderer = UNLOADED as Renderer;
const listeners = new Set<() => void>();

function become(next: Renderer): void {
  renderer = next;
  for (const listener of [...listeners]) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

const current = (): Renderer => renderer;
const onServer = (): Renderer => UNLOADED;

/** Asks for the renderer ahead of the first answer; a page without one never loads it. */
export function preloadMarkdown(): void {
  if (renderer.status !== "unloaded") return;
  renderer = { status: "loading" };
  import("./markdown").then(
    (loaded) => become({ status: "loaded", Markdown: loaded.Markdown }),
    (error: unknown) => become({ status: "failed", error }),
  );
}

/**
 * Text once its renderer is there: nothing stands in for it, raw marks must not flash. All texts of a page appear in
 * one commit. Boundaries of `lazy` are revealed one after the other, and an answer that is read back would begin in
 * its middle.
 */
export function LazyMarkdown(props: ComponentProps<typeof Markdown>) {
  const now = useSyncExternalStore(subscribe, current, onServer);
  useEffect(preloadMarkdown, []);
  if (now.status === "failed") throw now.error;
  return now.status === "loaded" ? <now.Markdown {...props} /> : <div className="min-h-6" />;
}
