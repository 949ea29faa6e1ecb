"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "./button";

const CONFIRMED_MS = 2_000;

/** A read-only value with a button that copies it; without the right to the clipboard it is selected instead. */
export function CopyField({ label, value }: { label: string; value: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState<"none" | "copied" | "selected">("none");
  useEffect(() => {
    if (outcome === "none") return;
    const timer = setTimeout(() => setOutcome("none"), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    field.current?.select();
    const writing = navigator.clipboard?.writeText(value) ?? Promise.reject(new Error("no clipboard"));
    writing.then(
      () => setOutcome("copied"),
      () => setOutcome("selected"),
    );
  };
  return (
    <div className="flex gap-2">
      <input
        ref={field}
        readOnly
        aria-label={label}
        value={value}
        onFocus={(event) => event.currentTarget.select()}
        className="h-[30px] min-w-0 flex-1 rounded-control border border-line-strong bg-bg px-2.5 font-mono text-[12px] pointer-coarse:h-11"
      />
      <Button tone="solid" onClick={copy} className="w-[74px]">
        {outcome === "copied" ? "Copied" : "Copy"}
      </Button>
      <span role="status" className="sr-only">
        {outcome === "copied" ? "Link copied" : outcome === "selected" ? "Press the copy keys" : ""}
      </span>
    </div>
  );
}
