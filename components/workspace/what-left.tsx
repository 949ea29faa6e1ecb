"use client";

import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import type { SessionId } from "../../lib/protocol/ids";
import { callView } from "../thread/call-view";
import { bytesText, countText, numberText } from "../thread/format";
import { LazyCallDetails } from "../thread/lazy-details";
import { Box } from "../thread/text-box";
import type { Departure, TurnDepartures } from "./departures";

type WhatLeftProps = { sessionId: SessionId; turns: readonly TurnDepartures[] };

/** Every output that a page gave the model, by turn and call, each openable to its text. */
export function WhatLeft({ sessionId, turns }: WhatLeftProps) {
  const all = turns.flatMap(({ departures }) => departures);
  const bytes = all.reduce((sum, departure) => sum + departure.bytes, 0);
  if (turns.length === 0)
    return <p className="text-ink-2 text-small">No tool has answered yet: nothing left.</p>;
  return (
    <>
      <p className="text-[13px] leading-5">
        {countText(all.length, "tool output")} with {countText(bytes, "byte")} went to the model, and with
        each message a note on the workspace. The tables and charts beside the outputs, at most 500 rows each,
        went to the server for those who view the session. All else of the data that was added stayed in the
        tab.
      </p>
      {turns.map((turn) => (
        <TurnList key={turn.turnId} sessionId={sessionId} turn={turn} />
      ))}
    </>
  );
}

function TurnList({ sessionId, turn }: { sessionId: SessionId; turn: TurnDepartures }) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className="mt-4">
      <h3 id={titleId} className="text-ink-2 text-small truncate">
        {turn.text}
      </h3>
      {turn.note !== null && (
        <details className="mt-1.5">
          <summary className="text-ink-2 text-small cursor-pointer">Note on the workspace</summary>
          <Box title="Before the message the model read" copy={turn.note} language="text" text={turn.note} />
        </details>
      )}
      <ul className="border-line rounded-surface mt-1.5 overflow-hidden border empty:hidden">
        {turn.departures.map((departure) => (
          <DepartureRow key={departure.call.callId} sessionId={sessionId} departure={departure} />
        ))}
      </ul>
    </section>
  );
}

function DepartureRow({ sessionId, departure }: { sessionId: SessionId; departure: Departure }) {
  const { call, from, bytes } = departure;
  const [isOpen, setOpen] = useState(false);
  const { verb, summary } = callView(call, true);
  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="hover:bg-panel grid w-full grid-cols-[14px_auto_minmax(0,1fr)_auto] items-center gap-2.5 px-3 py-1.5 text-start text-[13px] -outline-offset-2 pointer-coarse:py-[11px]"
      >
        <ChevronRight aria-hidden size={14} className={clsx("text-ink-3", isOpen && "rotate-90")} />
        <span>{verb}</span>
        <code dir="ltr" className="text-ink-2 truncate font-mono text-[12px] leading-5">
          {summary}
        </code>
        <span
          className="text-ink-3 text-small tabular-nums"
          title={`Bytes ${numberText(from)} to ${numberText(from + bytes)} of all`}
        >
          {bytesText(bytes)}
        </span>
      </button>
      {isOpen && <LazyCallDetails sessionId={sessionId} call={call} />}
    </li>
  );
}
