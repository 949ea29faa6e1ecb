"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { useEffect, useRef } from "react";
import { IconButton } from "../ui/icon-button";

type SidePanelProps = {
  side: "left" | "right";
  /** Names the sheet on narrow screens. */
  label: string;
  open: boolean;
  onClose: () => void;
  className: string;
  /** Classes that hold while the panel is a sheet, hidden and shown. */
  sheet: { base: string; closed: string; header: string };
  children: ReactNode;
};

/**
 * A column on wide screens, a sheet over the page on narrow ones: one instance of its content in both. While
 * the sheet is open the rest of the page is inert (see `SessionFrame`), which keeps the focus inside.
 */
export function SidePanel({ side, label, open, onClose, className, sheet, children }: SidePanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const opener = document.activeElement;
    panel.current?.focus();
    return () => {
      if (opener instanceof HTMLElement) requestAnimationFrame(() => opener.focus());
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  const Column = side === "left" ? "div" : "aside";
  return (
    <Column
      ref={panel}
      tabIndex={-1}
      aria-label={side === "left" ? undefined : label}
      onKeyDown={open ? onKeyDown : undefined}
      className={clsx(
        "flex min-h-0 min-w-0 flex-col bg-panel outline-none",
        className,
        sheet.base,
        !open && sheet.closed,
      )}
    >
      <div
        className={clsx("flex-none items-center p-1.5", side === "left" ? "justify-end" : "", sheet.header)}
      >
        {side === "right" ? <span className="flex-1 pl-2.5 font-semibold">{label}</span> : null}
        <IconButton label="Close" onClick={onClose}>
          <X size={17} aria-hidden />
        </IconButton>
      </div>
      {children}
    </Column>
  );
}
