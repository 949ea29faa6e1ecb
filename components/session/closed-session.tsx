import type { ReactNode } from "react";

/** Stands where a conversation would, when there is none to show. */
export function ClosedSession({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="m-auto flex max-w-[360px] flex-col items-start gap-3 p-6">
      <h2 className="text-read font-semibold">{title}</h2>
      {children}
    </div>
  );
}
