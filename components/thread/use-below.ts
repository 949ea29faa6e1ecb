"use client";

import type { RefObject } from "react";
import { useEffect, useState } from "react";

/** How far the end may be under the fold, in pixels, and still count as seen. */
const TOLERANCE = 24;

/**
 * Whether the end of the text, marked by `data-end`, is below what is in view. Room that is kept free for an
 * answer is no text. `last` names whatever now holds the mark.
 */
export function useBelow(scroller: RefObject<HTMLElement | null>, last: string): boolean {
  const [isBelow, setBelow] = useState(false);
  useEffect(() => {
    const end = scroller.current?.querySelector("[data-end]");
    if (!end) return;
    const options = { root: scroller.current, rootMargin: `1000000px 0px ${TOLERANCE}px 0px` };
    const observer = new IntersectionObserver(
      (seen) => setBelow(seen.at(-1)?.isIntersecting === false),
      options,
    );
    observer.observe(end);
    return () => observer.disconnect();
  }, [scroller, last]);
  return isBelow;
}
