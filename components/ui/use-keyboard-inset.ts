"use client";

import { useEffect } from "react";

const KEYBOARD_MIN_PX = 120;

/**
 * Sets `--app-height` to the visible height while a software keyboard covers the page. Only browsers that do
 * not resize the page for it (iOS) ever see a difference.
 */
export function useKeyboardInset(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const root = document.documentElement;
    const update = () => {
      const covered = window.innerHeight - viewport.height > KEYBOARD_MIN_PX && viewport.scale === 1;
      if (covered) root.style.setProperty("--app-height", `${viewport.height}px`);
      else root.style.removeProperty("--app-height");
      if (covered) window.scrollTo(0, 0);
    };
    viewport.addEventListener("resize", update);
    return () => {
      viewport.removeEventListener("resize", update);
      root.style.removeProperty("--app-height");
    };
  }, []);
}
