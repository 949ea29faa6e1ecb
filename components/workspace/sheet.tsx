import type { ReactNode } from "react";

type SheetProps = {
  title: string;
  sub?: string | undefined;
  actions?: ReactNode;
  children: ReactNode;
  titleId?: string;
};

/** A surface of the workspace: title, one line about it, content. */
export function Sheet({ title, sub, actions, children, titleId }: SheetProps) {
  return (
    <section className="border-line bg-raised rounded-surface mx-3.5 mb-3.5 overflow-hidden border">
      <header className="flex items-start gap-2 px-3.5 pt-2.5 pb-2">
        <div className="min-w-0 flex-1">
          <h2 id={titleId} className="text-[13px] leading-5 font-semibold [overflow-wrap:anywhere]">
            {title}
          </h2>
          {sub && <p className="text-ink-2 text-small">{sub}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
