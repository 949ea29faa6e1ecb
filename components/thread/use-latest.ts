"use client";

import type { RefObject } from "react";
import { useCallback, useEffect, useRef, useState } from "react";

/** How near to the end, in pixels, still counts as being there. */
const NEAR = 64;
const UPWARD = new Set(["ArrowUp", "PageUp", "Home"]);

export type Latest = {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  isPinned: boolean;
  /** Something was added since the reader left the end. */
  hasNews: boolean;
  pin: () => void;
};

const distance = (box: HTMLElement): number => box.scrollHeight - box.scrollTop - box.clientHeight;

/**
 * Keeps the end in view while the reader is there. Any upward wheel, touch, key or scrollbar movement, and
 * opening something, lets go at once; only going back to the end or `pin` holds on again.
 */
export function useLatest(): Latest {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pinned = useRef(true);
  const [shown, setShown] = useState({ isPinned: true, hasNews: false });

  const set = useCallback((isPinned: boolean) => {
    pinned.current = isPinned;
    setShown((before) => (before.isPinned === isPinned ? before : { isPinned, hasNews: false }));
  }, []);

  const pin = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    set(true);
    box.scrollTop = box.scrollHeight;
  }, [set]);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    const stopWatching = watchReader(box, set);
    let height = inner.offsetHeight;
    const observer = new ResizeObserver(() => {
      const grew = inner.offsetHeight > height;
      height = inner.offsetHeight;
      if (pinned.current) box.scrollTop = box.scrollHeight;
      else if (grew) setShown((before) => (before.hasNews ? before : { ...before, hasNews: true }));
    });
    observer.observe(inner);
    observer.observe(box);
    return () => {
      observer.disconnect();
      stopWatching();
    };
  }, [set]);

  return { scroller, content, ...shown, pin };
}

/** Calls `set(false)` when the reader moves away from the end, `set(true)` when they are back. */
function watchReader(box: HTMLElement, set: (isPinned: boolean) => void): () => void {
  const stop = new AbortController();
  const options = { passive: true, signal: stop.signal };
  let touchY = 0;
  let top = box.scrollTop;
  let height = box.scrollHeight;
  const release = () => {
    if (box.scrollHeight > box.clientHeight) set(false);
  };
  box.addEventListener("wheel", (event) => void (event.deltaY < 0 && release()), options);
  box.addEventListener("touchstart", (event) => void (touchY = event.touches[0]?.clientY ?? 0), options);
  box.addEventListener(
    "touchmove",
    (event) => void ((event.touches[0]?.clientY ?? 0) > touchY + 2 && release()),
    options,
  );
  box.addEventListener("keydown", (event) => void (UPWARD.has(event.key) && release()), options);
  box.addEventListener("click", (event) => void (opens(event.target) && release()), {
    ...options,
    capture: true,
  });
  box.addEventListener(
    "scroll",
    () => {
      const isShorter = box.scrollHeight < height;
      const before = top;
      top = box.scrollTop;
      height = box.scrollHeight;
      if (top > before && distance(box) <= NEAR) set(true);
      else if (top < before - 1 && !isShorter) release();
    },
    options,
  );
  return () => stop.abort();
}

const opens = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[aria-expanded], summary") !== null;
