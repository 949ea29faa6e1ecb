"use client";

import type { RefObject } from "react";
import { startTransition, useEffect, useLayoutEffect, useRef, useState } from "react";

/** Turns that are drawn at once, and how many more with each idle moment. */
const FIRST = 20;
const STEP = 60;

const whenIdle = (run: () => void): (() => void) => {
  if (typeof requestIdleCallback === "function") {
    const id = requestIdleCallback(run, { timeout: 500 });
    return () => cancelIdleCallback(id);
  }
  const id = setTimeout(run, 50);
  return () => clearTimeout(id);
};

/** How many turns to draw, counted from the end: the latest first, the rest while the page is idle. */
export function useEarlier(count: number, scroller: RefObject<HTMLDivElement | null>): number {
  const [drawn, setDrawn] = useState(FIRST);
  const height = useRef(0);
  useEffect(() => {
    if (drawn >= count) return;
    return whenIdle(() => startTransition(() => setDrawn((before) => before + STEP)));
  }, [drawn, count]);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    // Browsers without scroll anchoring would push the reader away from the line they read.
    const grew = box.scrollHeight - height.current;
    const isLeft = height.current > 0 && grew > 0 && !CSS.supports("overflow-anchor", "auto");
    if (isLeft) box.scrollBy({ top: grew, behavior: "instant" });
    height.current = box.scrollHeight;
  }, [drawn, scroller]);
  return Math.max(drawn, FIRST);
}
