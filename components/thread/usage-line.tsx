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
  const { time, cost } = usagePhrases(usage);
  return (
    <div
      role="group"
      aria-label="Usage"
      className="text-ink-3 flex min-w-0 flex-wrap gap-x-3 text-[12px] leading-[18px] tabular-nums"
    >
      <div className="flex flex-wrap items-center gap-x-3">
        <HopBar hops={usage.hops} />
        <Phrases list={time} />
      </div>
      <div className="flex min-w-0 flex-wrap items-center gap-x-3">
        <Phrases list={cost} />
        <span title={turn.model} className="max-w-[24ch] truncate">
          {turn.model.split("/").at(-1)}
        </span>
      </div>
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
      className="flex h-[18px] w-[72px] flex-none items-center gap-px"
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
