"use client";

import { lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from "react";

const Faults = lazy(() => import("./faults").then((module) => ({ default: module.Faults })));

const never = () => () => undefined;
const isOn = (): boolean => document.body.dataset["faults"] === "on";

/** Opens the panel of faults, by button or Ctrl+Shift+F, where the server makes faults on purpose. */
export function FaultsEntry() {
  const on = useSyncExternalStore(never, isOn, () => false);
  return on ? <FaultsButton /> : null;
}

function FaultsButton() {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const wanted = (event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "f";
      if (!wanted) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return open ? (
    <Suspense fallback={null}>
      <Faults onClose={close} />
    </Suspense>
  ) : (
    <button
      ref={button}
      type="button"
      aria-keyshortcuts="Control+Shift+F Meta+Shift+F"
      onClick={() => setOpen(true)}
      className="text-small fixed right-3 bottom-3 z-30 max-desk:top-[58px] max-desk:bottom-auto rounded-full border border-line-strong bg-raised px-2.5 py-0.5 text-ink-2 hover:border-ink-3 hover:text-ink pointer-coarse:py-2"
    >
      Faults
    </button>
  );
}
