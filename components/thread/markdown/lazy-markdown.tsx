"use client";

import type { ComponentProps } from "react";
import { lazy, Suspense } from "react";
import type { Markdown } from "./markdown";

const load = () => import("./markdown");
const Loaded = lazy(async () => ({ default: (await load()).Markdown }));

/** Asks for the renderer ahead of the first answer; a page without one never loads it. */
export function preloadMarkdown(): void {
  // A failure shows where the renderer is used.
  load().catch(() => undefined);
}

/** Nothing stands in for the text: raw marks must not flash. */
export function LazyMarkdown(props: ComponentProps<typeof Markdown>) {
  return (
    <Suspense fallback={<div className="min-h-6" />}>
      <Loaded {...props} />
    </Suspense>
  );
}
