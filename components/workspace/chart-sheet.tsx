"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../lib/client/use-session";
import type { SessionId } from "../../lib/protocol/ids";
import type { Selected } from "../../lib/protocol/workspace";
import { countText } from "../thread/format";
import { IconButton } from "../ui/icon-button";
import type { Shown } from "./artifacts";
import { ChartView } from "./chart-view";
import { PickedValues } from "./picked-values";
import { SaveChart } from "./save-chart";
import { Sheet } from "./sheet";
import { usePicked } from "./use-picked";

type ChartSheetProps = { sessionId: SessionId; charts: readonly Shown[]; canPick: boolean };

/** The latest chart; earlier ones are a step back. A new chart comes to the front. */
export function ChartSheet({ sessionId, charts, canPick }: ChartSheetProps) {
  const last = charts.length - 1;
  const [chosen, setChosen] = useState({ at: last, of: charts.length });
  const at = chosen.of === charts.length ? Math.min(chosen.at, last) : last;
  const go = (to: number) => setChosen({ at: to, of: charts.length });
  const picture = useRef<HTMLDivElement>(null);
  const shown = charts[at];
  const picked = usePicked(sessionId);
  const attention = useClient()?.attention ?? null;
  const title = shown?.artifact.title ?? null;
  useEffect(() => {
    if (title === null) return;
    attention?.look({ sessionId, title });
    return () => attention?.look(null);
  }, [attention, sessionId, title]);
  if (!shown) return <Empty />;
  const { artifact, callId } = shown;
  const pick = (values: Selected) => attention?.pick({ sessionId, callId, title: artifact.title, values });
  return (
    <Sheet
      title={artifact.title || "Chart"}
      sub={countText(artifact.total, "row")}
      actions={
        <>
          {charts.length > 1 && <Steps at={at} of={charts.length} go={go} />}
          <SaveChart key={callId} title={artifact.title} picture={picture} />
        </>
      }
    >
      <div ref={picture}>
        <ChartView key={callId} artifact={artifact} onPick={canPick ? pick : null} />
      </div>
      {canPick && (
        <div className="text-ink-3 text-small px-3.5 pb-2.5">
          {picked ? <PickedValues picked={picked} /> : "Click a mark to talk about it."}
        </div>
      )}
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
