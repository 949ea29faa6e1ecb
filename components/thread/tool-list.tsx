"use client";

import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useEffect, useMemo } from "react";
import type { CallId, SessionId } from "../../lib/protocol/ids";
import type { ToolCall } from "../../lib/session/state";
import type { CallState } from "./call-view";
import { callView } from "./call-view";
import { useExpanded } from "./expansion";
import { preloadDetails } from "./lazy-details";
import { HostedCallRow } from "./items/hosted-row";
import { hostedView } from "./items/hosted-view";
import { Reasoning } from "./reasoning";
import { ToolCallRow } from "./tool-call";
import type { KnownRow, Segment } from "./tool-fold";
import { foldLabel, pipsOf, segmentsOf } from "./tool-fold";
import type { ToolRow } from "./turn-parts";

type ToolListProps = {
  sessionId: SessionId;
  rows: readonly ToolRow[];
  calls: ReadonlyMap<CallId, ToolCall>;
  turnIsOver: boolean;
};

/** Consecutive calls as one compact list. */
export function ToolList({ sessionId, rows, calls, turnIsOver }: ToolListProps) {
  useEffect(preloadDetails, []);
  const segments = useMemo(
    () => segmentsOf(rows.map((row) => known(row, calls, turnIsOver))),
    [rows, calls, turnIsOver],
  );
  return (
    <div className="border-line bg-raised overflow-hidden rounded-[10px] border">
      {segments.map((segment) =>
        segment.kind === "fold" ? (
          <Fold key={`fold ${segment.rows[0]?.row.itemId ?? ""}`} sessionId={sessionId} segment={segment} />
        ) : (
          <Row key={segment.row.row.itemId} sessionId={sessionId} known={segment.row} />
        ),
      )}
    </div>
  );
}

function known(row: ToolRow, calls: ReadonlyMap<CallId, ToolCall>, turnIsOver: boolean): KnownRow {
  if (row.kind === "hosted") return { row, call: null, view: row.call && hostedView(row.call, row.ms) };
  const call = row.kind === "call" && row.callId !== null ? (calls.get(row.callId) ?? null) : null;
  return { row, call, view: call ? callView(call, turnIsOver) : null };
}

function Row({ sessionId, known: one }: { sessionId: SessionId; known: KnownRow }) {
  const { row } = one;
  if (row.kind === "call") return <ToolCallRow sessionId={sessionId} known={one} />;
  if (row.kind === "hosted") return <HostedCallRow sessionId={sessionId} row={row} view={one.view} />;
  return (
    <Reasoning
      sessionId={sessionId}
      itemId={row.itemId}
      text={row.text}
      ms={row.ms}
      className="border-line border-t px-3 py-1 ps-[34px] first:border-t-0"
    />
  );
}

const PIPS: Readonly<Record<CallState, string>> = {
  waiting: "bg-warn",
  running: "bg-copper",
  done: "bg-ok",
  failed: "bg-bad",
  cancelled: "bg-ink-3",
  "unknown outcome": "bg-warn",
};

function Fold({ sessionId, segment }: { sessionId: SessionId; segment: Extract<Segment, { kind: "fold" }> }) {
  const { rows, steps } = segment;
  const [isOpen, toggle] = useExpanded(`${sessionId}.fold.${rows[0]?.row.itemId ?? ""}`);
  const { count, what, time } = foldLabel(rows, steps);
  return (
    <div className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={toggle}
        className="hover:bg-panel flex w-full items-center gap-2.5 px-3 py-2 text-start text-[13px] -outline-offset-2 pointer-coarse:py-[11px]"
      >
        <span aria-hidden className="flex max-w-[30%] flex-none flex-wrap gap-1">
          {pipsOf(rows).map((state, at) => (
            <i key={at} className={clsx("size-1.5 rounded-full", PIPS[state])} />
          ))}
        </span>
        <span className="min-w-0 truncate">
          <span className="font-medium">{count}</span> <span className="text-ink-2">{what}</span>
        </span>
        <span className="text-ink-3 ms-auto text-[12.5px] whitespace-nowrap tabular-nums">{time}</span>
        <ChevronRight aria-hidden size={13} className={clsx("text-ink-3 flex-none", isOpen && "rotate-90")} />
      </button>
      {isOpen && (
        <div className="border-line border-t">
          {rows.map((one) => (
            <Row key={one.row.itemId} sessionId={sessionId} known={one} />
          ))}
        </div>
      )}
    </div>
  );
}
