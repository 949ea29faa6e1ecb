import type { ReactNode } from "react";

/** A key, for eyes only: the shortcut itself is announced by `aria-keyshortcuts`. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd
      aria-hidden
      className="rounded-[4px] border border-line bg-bg px-1.5 font-mono text-[11px] leading-4 text-ink-3 pointer-coarse:hidden"
    >
      {children}
    </kbd>
  );
}
