const RADIUS = 6;
const FULL = 2 * Math.PI * RADIUS;
const NARROW = 0.8;

/** A ring that fills with the context; without a share only its track. Decoration beside a label. */
export function ContextRing({ share, isBusy }: { share: number | null; isBusy: boolean }) {
  const isNarrow = (share ?? 0) >= NARROW;
  return (
    <svg viewBox="0 0 16 16" aria-hidden className={`size-4 -rotate-90 ${isBusy ? "animate-pulse" : ""}`}>
      <circle cx="8" cy="8" r={RADIUS} fill="none" strokeWidth="2" className="stroke-line-strong" />
      {share !== null && share > 0 && (
        <circle
          cx="8"
          cy="8"
          r={RADIUS}
          fill="none"
          strokeWidth="2"
          strokeDasharray={`${Math.max(1, share * FULL)} ${FULL}`}
          className={isNarrow ? "stroke-warn" : "stroke-ink-3"}
        />
      )}
    </svg>
  );
}
