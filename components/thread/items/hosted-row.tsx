"use client";

import type { SessionId } from "../../../lib/protocol/ids";
import { CallIcon } from "../call-icon";
import type { CallState, CallView } from "../call-view";
import { useExpanded } from "../expansion";
import { durationText } from "../format";
import { LazyHostedDetails } from "../lazy-details";
import { withoutDirectionControls } from "../markdown/entities";
import type { HostedRow } from "../turn-parts";
import { useLive } from "../use-live";
import { liveVerb, progressText } from "./hosted-view";

type HostedCallRowProps = { sessionId: SessionId; row: HostedRow; view: CallView | null };

/** One piece of the provider's own work: what, how long; what came of it on demand. */
export function HostedCallRow({ sessionId, row, view }: HostedCallRowProps) {
  const [isOpen, toggle] = useExpanded(`${sessionId}.${row.itemId}`);
  const verb = withoutDirectionControls(view?.verb ?? liveVerb(row.name));
  return (
    <div role="group" aria-label={`Hosted tool: ${verb}`} className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        disabled={row.call === null}
        onClick={toggle}
        className="hover:bg-panel grid w-full grid-cols-[14px_minmax(72px,auto)_minmax(0,1fr)_auto] items-center gap-2.5 px-3 py-1.5 text-start text-[13px] -outline-offset-2 sm:grid-cols-[14px_96px_minmax(0,1fr)_auto] pointer-coarse:py-[11px]"
      >
        <CallIcon state={view?.state ?? "running"} />
        <span className="truncate">{verb}</span>
        {view ? (
          <span dir="auto" className="text-ink-2 truncate text-[12.5px] leading-5">
            {withoutDirectionControls(view.summary)}
          </span>
        ) : (
          <Progress sessionId={sessionId} itemId={row.itemId} />
        )}
        <Side state={view?.state ?? "running"} ms={view?.ms ?? null} />
      </button>
      {view?.problem && (
        <p className="text-ink-2 text-small px-3 pb-2 ps-9 [overflow-wrap:anywhere]">
          {withoutDirectionControls(view.problem)}
        </p>
      )}
      {isOpen && row.call && <LazyHostedDetails call={row.call} />}
    </div>
  );
}

/** What the call does now. It reads the item that still streams, so that the list around it stays as it is. */
export function Progress({ sessionId, itemId }: { sessionId: SessionId; itemId: string }) {
  const where = { sessionId, isLive: true };
  const progress = useLive(where, (view) => view.session.live.get(itemId)?.progress ?? null, null);
  return <span className="text-ink-2 truncate text-[12.5px] leading-5">{progressText(progress)}</span>;
}

const LOUD: Readonly<Record<CallState, string>> = {
  waiting: "text-warn",
  running: "sr-only",
  done: "sr-only",
  failed: "text-bad",
  cancelled: "text-ink-3",
  "unknown outcome": "text-warn",
};

function Side({ state, ms }: { state: CallState; ms: number | null }) {
  return (
    <span className="text-ink-3 text-small flex gap-2 whitespace-nowrap tabular-nums">
      <span className={LOUD[state]}>{state}</span>
      {ms !== null && state === "done" && <span>{durationText(ms)}</span>}
    </span>
  );
}
