"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../ui/icon-button";
import type { Shown } from "./artifacts";
import { ChartView } from "./chart-view";
import { countText } from "../thread/format";
import { Sheet } from "./sheet";

/** The latest chart; earlier ones are a step back. A new chart comes to the front. */
export function ChartSheet({ charts }: { charts: readonly Shown[] }) {
  const last = charts.length - 1;
  const [chosen, setChosen] = useState({ at: last, of: charts.length });
  const at = chosen.of === charts.length ? Math.min(chosen.at, last) : last;
  const go = (to: number) => setChosen({ at: to, of: charts.length });
  const shown = charts[at];
  if (!shown) return <Empty />;
  const { artifact, callId } = shown;
  return (
    <Sheet
      title={artifact.title || "Chart"}
      sub={countText(artifact.total, "row")}
      actions={charts.length > 1 && <Steps at={at} of={charts.length} go={go} />}
    >
      <ChartView key={callId} artifact={artifact} />
    </Sheet>
  );
}

function Steps({ at, of, go }: { at: number; of: number; go: (to: number) => void }) {
  return (
    <div className="text-ink-2 text-small -me-1.5 flex items-center tabular-nums">
      <IconButton label="Earlier chart" aria-disabled={at === 0} onClick={() => go(Math.max(0, at - 1))}>
        <ChevronLeft aria-hidden size={15} />
      </IconButton>
      <span aria-live="polite">
        {at + 1}/{of}
      </span>
      <IconButton
        label="Later chart"
        aria-disabled={at === of - 1}
        onClick={() => go(Math.min(of - 1, at + 1))}
      >
        <ChevronRight aria-hidden size={15} />
      </IconButton>
    </div>
  );
}

function Empty() {
  return (
    <p className="text-ink-3 text-small px-5 py-8 text-center">
      No chart yet. Ask for one, and it is drawn here from the rows of a query.
    </p>
  );
}
