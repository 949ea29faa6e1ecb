import { Ban, Check, CircleDashed, CircleHelp, LoaderCircle, X } from "lucide-react";
import type { CallState } from "./call-view";

/** A shape for each state, so that colour never says it alone. */
export function CallIcon({ state }: { state: CallState }) {
  const common = { "aria-hidden": true, size: 14, strokeWidth: 2.2 } as const;
  switch (state) {
    case "waiting":
      return <CircleDashed {...common} className="text-warn" />;
    case "running":
      return <LoaderCircle {...common} className="text-copper animate-spin motion-reduce:animate-none" />;
    case "done":
      return <Check {...common} className="text-ok" />;
    case "failed":
      return <X {...common} className="text-bad" />;
    case "cancelled":
      return <Ban {...common} className="text-ink-3" />;
    case "unknown outcome":
      return <CircleHelp {...common} className="text-warn" />;
  }
}
