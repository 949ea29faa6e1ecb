"use client";

import { useEffect, useState } from "react";

/** Milliseconds since 1970, refreshed every `everyMs` while not null; 0 until the page is alive. */
export function useNow(everyMs: number | null): number {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (everyMs === null) return;
    const tick = () => setNow(Date.now());
    const first = setTimeout(tick);
    const timer = setInterval(tick, everyMs);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
