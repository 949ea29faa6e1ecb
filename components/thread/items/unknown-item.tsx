import { Package } from "lucide-react";
import { withoutDirectionControls } from "../markdown/entities";

/** An item of a type that this version knows nothing of. The model keeps it; only its type is shown. */
export function UnknownItem({ type }: { type: string }) {
  return (
    <p
      role="group"
      aria-label="Unknown item"
      className="border-line bg-raised text-small text-ink-2 flex max-w-full flex-wrap items-center gap-x-2 rounded-[10px] border px-3 py-1.5"
    >
      <Package aria-hidden size={14} className="text-ink-3 flex-none" />
      <code className="min-w-0 font-mono text-[12px] [overflow-wrap:anywhere]">
        {withoutDirectionControls(type)}
      </code>
      <span className="text-ink-3">not drawn by this version; the model keeps it</span>
    </p>
  );
}
