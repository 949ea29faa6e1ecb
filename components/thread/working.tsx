"use client";

import { useEffect, useState } from "react";
import { durationText } from "./format";

const QUIET_MS = 3_000;

/** Says that something goes on, and after three seconds for how long. `since` is milliseconds since 1970. */
export function Working({ label, since }: { label: string; since: number }) {
  const [elapsed, setElapsed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsed(Date.now() - since), 1_000);
    return () => clearInterval(timer);
  }, [since]);
  return (
    <p className="text-ink-3 flex h-6 items-center gap-2.5 text-[13px]">
      <i aria-hidden className="bg-copper size-[7px] animate-pulse rounded-full motion-reduce:animate-none" />
      <span>{label}</span>
      {elapsed >= QUIET_MS && (
        <span className="tabular-nums">
          {durationText(Math.floor(elapsed / 1_000) * 1_000).replace(".0 s", " s")}
        </span>
      )}
    </p>
  );
}
