"use client";

import { useEffect } from "react";
import { startNewSession } from "./use-current-session";

/** Ctrl+J, or Cmd+J, starts a new session from anywhere. */
export function useNewSessionKey(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!wanted || event.key.toLowerCase() !== "j") return;
      event.preventDefault();
      startNewSession();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
