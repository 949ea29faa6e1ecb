import { ChevronRight } from "lucide-react";
import type { FinishedTurn } from "../../lib/session/state";
import { durationText } from "./format";
import type { Hop } from "./usage";
import { turnUsage, usagePhrases } from "./usage";

/** The one small line of truth under an answer. */
export function UsageLine({ turn }: { turn: FinishedTurn }) {
  const usage = turnUsage({
    responses: turn.responses,
    calls: [...turn.calls.values()],
    totalMs: turn.finishedAt - turn.startedAt,
  });
  const { line, more } = usagePhrases(usage);
  return (
    <div
      role="group"
      aria-label="Usage"
      className="text-ink-3 min-w-0 text-[12px] leading-[18px] tabular-nums"
    >
      <details className="group/usage">
        <summary className="hover:text-ink-2 rounded-control -mx-1 flex min-h-6 list-none flex-wrap items-center gap-x-2 px-1 pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
          <HopBar hops={usage.hops} />
          <Phrases list={line} />
          <ChevronRight aria-hidden size={12} className="flex-none group-open/usage:rotate-90" />
        </summary>
        <div className="flex flex-wrap gap-x-2.5 pb-1">
          <Hops hops={usage.hops} />
          <Phrases list={[...more, turn.model]} />
        </div>
      </details>
    </div>
  );
}

const Phrases = ({ list }: { list: readonly string[] }) =>
  list.map((phrase) => (
    <span key={phrase} className="whitespace-nowrap">
      {phrase}
    </span>
  ));

function HopBar({ hops }: { hops: readonly Hop[] }) {
  if (hops.length === 0) return null;
  const label = hops.map(({ name, ms }) => `${name} ${durationText(ms)}`).join(", ");
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      className="flex h-[18px] w-8 flex-none items-center gap-px"
    >
      {hops.map(({ name, ms, colour }) => (
        <i
          key={name}
          className="h-[3px] min-w-[2px] first:rounded-s-full last:rounded-e-full"
          style={{ flexGrow: ms, background: colour }}
        />
      ))}
    </span>
  );
}

/** The same bar in words, each with its colour. */
const Hops = ({ hops }: { hops: readonly Hop[] }) =>
  hops.map(({ name, ms, colour }) => (
    <span key={name} className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <i aria-hidden className="size-1.5 rounded-full" style={{ background: colour }} />
      {name} {durationText(ms)}
    </span>
  ));
