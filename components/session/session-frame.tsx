"use client";

import type { ReactNode } from "react";
import { useEffect } from "react";
import { useKeyboardInset } from "../ui/use-keyboard-inset";
import { SidePanel } from "./side-panel";

export type OpenPanel = "none" | "rail" | "workspace";

const RAIL_SHEET = {
  base: "max-wide:fixed max-wide:inset-y-0 max-wide:left-0 max-wide:z-40 max-wide:w-[min(300px,86vw)] max-wide:shadow-lift max-wide:transition-[translate] max-wide:duration-200",
  closed:
    "max-wide:invisible max-wide:-translate-x-full max-wide:![transition-property:translate,visibility]",
  header: "absolute top-0 right-0 hidden h-[52px] max-wide:flex",
};

const WORKSPACE_SHEET = {
  base: "max-desk:fixed max-desk:inset-0 max-desk:z-40 max-desk:pb-[env(safe-area-inset-bottom)] max-desk:transition-[translate] max-desk:duration-200",
  closed: "max-desk:invisible max-desk:translate-x-full max-desk:![transition-property:translate,visibility]",
  header: "hidden max-desk:flex",
};

type SessionFrameProps = {
  /** Null in a shared view. */
  rail: ReactNode;
  workspace: ReactNode;
  children: ReactNode;
  openPanel: OpenPanel;
  onClose: () => void;
};

/** A sheet that was left open must not block the page once its column has room again. */
function useCloseWhenWide(openPanel: OpenPanel, onClose: () => void): void {
  useEffect(() => {
    if (openPanel === "none") return;
    const room = matchMedia(openPanel === "rail" ? "(min-width: 1100px)" : "(min-width: 768px)");
    room.addEventListener("change", onClose);
    return () => room.removeEventListener("change", onClose);
  }, [openPanel, onClose]);
}

/** Three columns: rail, thread, workspace. Narrow screens keep the thread; the others become sheets. */
export function SessionFrame({ rail, workspace, children, openPanel, onClose }: SessionFrameProps) {
  useKeyboardInset();
  useCloseWhenWide(openPanel, onClose);
  const columns = rail
    ? "wide:grid-cols-[236px_minmax(420px,1fr)_minmax(400px,min(42%,920px))]"
    : "wide:grid-cols-[minmax(420px,1fr)_minmax(400px,min(42%,920px))]";
  return (
    <div
      className={`grid h-[var(--app-height,100dvh)] grid-cols-[minmax(0,1fr)] overflow-hidden desk:grid-cols-[minmax(0,1fr)_minmax(320px,42%)] ${columns}`}
    >
      {rail ? (
        <SidePanel
          side="left"
          label="Sessions menu"
          open={openPanel === "rail"}
          onClose={onClose}
          className="border-r border-line"
          sheet={RAIL_SHEET}
        >
          {rail}
        </SidePanel>
      ) : null}
      <main inert={openPanel !== "none"} className="relative flex min-h-0 min-w-0 flex-col">
        {children}
      </main>
      <SidePanel
        side="right"
        label="Workspace"
        open={openPanel === "workspace"}
        onClose={onClose}
        className="border-l border-line max-desk:border-l-0"
        sheet={WORKSPACE_SHEET}
      >
        {workspace}
      </SidePanel>
      {openPanel === "rail" ? (
        <div aria-hidden onClick={onClose} className="fixed inset-0 z-30 bg-[rgb(22_18_14/0.42)]" />
      ) : null}
    </div>
  );
}
