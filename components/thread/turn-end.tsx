import type { TurnEnd } from "../../lib/protocol/event";

/** How a turn ended, when it did not end well. */
export function TurnEndNote({ end }: { end: TurnEnd }) {
  if (end.reason === "completed") return null;
  const isFailure = end.reason === "failed";
  return (
    <div
      role="note"
      aria-label="Turn ended"
      className={`text-small border-s-2 py-0.5 ps-3 ${isFailure ? "border-bad text-bad" : "border-line-strong text-ink-2"}`}
    >
      <span className={isFailure ? "font-medium" : "text-ink font-medium"}>{end.reason}</span>
      {end.reason !== "stopped" && <span className="text-ink-2">: {end.error.message}</span>}
      {end.reason === "failed" && (
        <span className="text-ink-3 font-mono text-[11.5px]"> {end.error.code}</span>
      )}
    </div>
  );
}
