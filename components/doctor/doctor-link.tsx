"use client";

import { useRouter } from "next/navigation";
import type { MouseEvent } from "react";
import { leaveFrom } from "./way-back";

const PATH = "/doctor";

const opensElsewhere = (event: MouseEvent) =>
  event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;

/**
 * Leads to the page that says what the connections are and can do, and remembers the way back. Next's own link
 * weighs 4 KB, which a new session need not load.
 */
export function DoctorLink() {
  const router = useRouter();
  const open = (event: MouseEvent) => {
    leaveFrom(window.location.pathname);
    if (opensElsewhere(event)) return;
    event.preventDefault();
    router.push(PATH);
  };
  return (
    <a
      href={PATH}
      onClick={open}
      className="underline decoration-line-strong underline-offset-4 hover:text-ink hover:decoration-ink-3 pointer-coarse:py-2.5"
    >
      Doctor
    </a>
  );
}
