import type { PeerName } from "./peers";
import { ROWS } from "./rows";
import type { Samples, Spread } from "./samples";
import { atMost, type Target } from "./target";

/** Rollouts, first deltas and processor time. */
export function sessionTargets(samples: Samples): Target[] {
  const against = (row: string, base: PeerName): Spread | null =>
    samples.ratio({ row, peer: "longwire" }, { row, peer: base });
  const growth = (rowOf: (calls: number) => string): Spread | null =>
    samples.ratio({ row: rowOf(100), peer: "longwire" }, { row: rowOf(20), peer: "longwire" });
  const perCall = (network: number) => (calls: number) => ROWS.perCall(calls, network);
  return [
    ...[20, 100].map((calls) =>
      atMost(`${calls}-call rollout at 40 ms ÷ direct`, against(ROWS.rollout(calls, 40), "direct"), 1.1),
    ),
    atMost("warm first delta at 40 ms ÷ direct", against(ROWS.first("warm", 40), "direct"), 1.1),
    atMost("fresh session's first delta at 40 ms ÷ direct", against(ROWS.first("fresh", 40), "direct"), 0.4),
    atMost("bytes upstream per call, calls 51–100 ÷ calls 21–50", linearity(samples), 1.05),
    atMost("ms per call, 100 ÷ 20 calls, at 0 ms", growth(perCall(0)), 1.2),
    atMost("ms per call, 100 ÷ 20 calls, at 40 ms", growth(perCall(40)), 1.2),
    atMost("server CPU per call, 100 ÷ 20 calls", growth(ROWS.cpuPerCall), 1.2),
    atMost("CPU per delta, paced, log on ÷ thin", against(ROWS.cpu("paced"), "thin"), 2.5),
    atMost("CPU per delta, flood, log on ÷ thin", against(ROWS.cpu("flood"), "thin"), 2.5),
  ];
}

/** How much more a late call sends than an early one; 1 when bytes grow in a straight line. */
function linearity(samples: Samples): Spread | null {
  const kb = (calls: number): number => samples.of(ROWS.bytes(calls), "longwire")?.median ?? NaN;
  const late = (kb(100) - kb(50)) / 50;
  const value = late / ((kb(50) - kb(20)) / 30);
  return Number.isNaN(value) ? null : { median: value, low: value, high: value, rounds: 1 };
}
