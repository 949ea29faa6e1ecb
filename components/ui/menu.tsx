"use client";

import { clsx } from "clsx";
import type { KeyboardEvent, ReactNode } from "react";
import { useId, useRef, useState } from "react";
import { IconButton } from "./icon-button";

const GAP = 4;
const MARGIN = 8;

const itemsOf = (list: HTMLElement): HTMLElement[] => [
  ...list.querySelectorAll<HTMLElement>('[role="menuitem"]'),
];

/** Under its button, or over it where there is no room; never out of the window. */
function place(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + GAP + height <= window.innerHeight - MARGIN;
  const left = Math.min(Math.max(MARGIN, at.right - width), window.innerWidth - MARGIN - width);
  list.style.top = `${below ? at.bottom + GAP : at.top - GAP - height}px`;
  list.style.left = `${left}px`;
}

/** Where the arrow keys, Home and End lead; null: the key means nothing here. */
function stepOf(key: string, index: number, count: number): number | null {
  if (key === "ArrowDown") return (index + 1) % count;
  if (key === "ArrowUp") return (index - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

type MenuProps = { label: string; icon: ReactNode; className?: string | undefined; children: ReactNode };

/** A button with a menu on the native popover: it closes with Escape or a press outside, and gives the focus back. */
export function Menu({ label, icon, className, children }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const toggled = (isOpen: boolean) => {
    setOpen(isOpen);
    if (!isOpen || !list.current || !button.current) return;
    place(list.current, button.current);
    itemsOf(list.current)[0]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === "Tab") list.current?.hidePopover();
    const items = itemsOf(event.currentTarget);
    const index = items.findIndex((item) => item === document.activeElement);
    const step = stepOf(event.key, index, items.length);
    if (step === null) return;
    event.preventDefault();
    items[step]?.focus();
  };
  return (
    <>
      <IconButton
        ref={button}
        label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        popoverTarget={id}
        className={className}
      >
        {icon}
      </IconButton>
      <div
        ref={list}
        id={id}
        role="menu"
        aria-label={label}
        popover="auto"
        onToggle={(event) => toggled(event.newState === "open")}
        onClick={() => list.current?.hidePopover()}
        onKeyDown={onKeyDown}
        className="fixed inset-auto m-0 min-w-[148px] rounded-[10px] border border-line-strong bg-raised p-1 text-ink shadow-lift"
      >
        {children}
      </div>
    </>
  );
}

type MenuItemProps = {
  icon: ReactNode;
  tone?: "plain" | "danger";
  onChoose: () => void;
  children: ReactNode;
};

export function MenuItem({ icon, tone = "plain", onChoose, children }: MenuItemProps) {
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      onClick={onChoose}
      className={clsx(
        "flex h-[30px] w-full items-center gap-2.5 rounded-control px-2.5 text-left text-[13px] outline-none hover:bg-sel focus:bg-sel pointer-coarse:h-11",
        tone === "danger" && "text-bad",
      )}
    >
      {icon}
      {children}
    </button>
  );
}
