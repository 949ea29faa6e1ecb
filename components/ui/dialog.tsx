"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useEffect, useId, useRef } from "react";
import { IconButton } from "./icon-button";

const WIDTHS = {
  narrow: "w-[min(480px,calc(100vw-24px))]",
  wide: "w-[min(720px,calc(100vw-24px))]",
} as const;

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  width?: keyof typeof WIDTHS;
};

/** A modal on the native element: it traps focus, closes with Escape and gives focus back to its opener. */
export function Dialog({ open, onClose, title, children, width = "narrow" }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (open && !element.current?.open) element.current?.showModal();
    if (!open && element.current?.open) element.current.close();
  }, [open]);
  return (
    <dialog
      ref={element}
      aria-labelledby={titleId}
      onClose={onClose}
      onKeyDown={(event) => event.key === "Escape" && event.stopPropagation()}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      className={clsx(
        "m-auto max-h-[calc(100dvh-32px)] rounded-[14px] border border-line bg-raised p-0 text-ink shadow-lift",
        WIDTHS[width],
      )}
    >
      {open ? (
        <div className="p-5">
          <header className="-mt-1 -mr-1.5 mb-2 flex items-center justify-between">
            <h2 id={titleId} className="text-read font-semibold">
              {title}
            </h2>
            <IconButton label="Close" onClick={onClose}>
              <X size={16} aria-hidden />
            </IconButton>
          </header>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}
