"use client";

import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useState } from "react";

const CONFIRM_MS = 2_000;

type CopyButtonProps = {
  label: string;
  text: string | (() => string | Promise<string>);
  children?: ReactNode;
  className?: string;
};

/** Copies text and says so for two seconds. Without children it is an icon named by `label`. */
export function CopyButton({ label, text, children, className }: CopyButtonProps) {
  const [said, setSaid] = useState<"" | "Copied" | "Copying failed">("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), CONFIRM_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () => {
    const copied = async () => navigator.clipboard.writeText(typeof text === "string" ? text : await text());
    copied().then(
      () => setSaid("Copied"),
      () => setSaid("Copying failed"),
    );
  };
  const Icon = said === "Copied" ? Check : Copy;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={copy}
      className={clsx(
        "hover:bg-sel hover:text-ink rounded-control inline-flex h-6 min-w-6 flex-none items-center justify-center gap-1.5 px-1.5 pointer-coarse:h-11 pointer-coarse:min-w-11",
        className,
      )}
    >
      <Icon aria-hidden size={13} />
      {children !== undefined && <span>{said === "" ? children : said}</span>}
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
