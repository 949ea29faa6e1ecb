import { ROWS } from "./rows";
import type { Samples } from "./samples";
import { atMost, type Target } from "./target";

/** Long logs, many sessions, more viewers, and what stays of sessions that were left. */
export function scaleTargets(samples: Samples): Target[] {
  const own = (row: string) => samples.of(row, "longwire");
  const synced = samples.difference(
    { row: ROWS.many("p50"), peer: "longwire, every batch synced" },
    { row: ROWS.many("p50"), peer: "thin" },
  );
  const second = (how: "paced" | "flood") =>
    samples.difference(
      { row: ROWS.cpu(how), peer: "longwire, 2 viewers" },
      { row: ROWS.cpu(how), peer: "longwire" },
    );
  const beside = samples.ratio(
    { row: ROWS.liveP99("beside"), peer: "longwire" },
    { row: ROWS.liveP99("alone"), peer: "longwire" },
  );
  return [
    { name: ROWS.replayed, value: own(ROWS.replayed), sign: "≥", bound: 100_000, digits: 0 },
    atMost("others' p99 during the replay ÷ without", beside, 1.5),
    { ...atMost(ROWS.opened("ms"), own(ROWS.opened("ms")), 300), digits: 0 },
    { ...atMost("DURABILITY=full, 200 sessions: p50 − thin, ms", synced, 2.5), digits: 1 },
    { ...atMost("second viewer's CPU per delta, paced, µs", second("paced"), 18), digits: 1 },
    { ...atMost("second viewer's CPU per delta, flood, µs", second("flood"), 3), digits: 1 },
    { ...atMost(ROWS.left("RSS"), own(ROWS.left("RSS")), 12), digits: 1 },
    atMost(ROWS.left("heap"), own(ROWS.left("heap")), 1),
  ];
}
