import { NETWORKS, type PeerName } from "./peers";
import { ROWS } from "./rows";
import { fixed, type Samples } from "./samples";

const PEERS: readonly PeerName[] = [
  "direct",
  "thin",
  "longwire",
  "longwire, 2 viewers",
  "longwire over HTTP",
  "longwire, every batch synced",
];

type Line = { row: string; base: PeerName | null; digits: number };

const LINES: readonly Line[] = [
  ...NETWORKS.flatMap((network) => [20, 100].map((calls) => line(ROWS.rollout(calls, network), "direct", 0))),
  ...NETWORKS.flatMap((network) => [20, 100].map((calls) => line(ROWS.perCall(calls, network), "direct", 2))),
  ...[20, 100].map((calls) => line(ROWS.cpuPerCall(calls), "thin", 0)),
  ...[20, 50, 100].map((calls) => line(ROWS.bytes(calls), "direct", 0)),
  ...NETWORKS.flatMap((network) =>
    (["fresh", "warm"] as const).map((how) => line(ROWS.first(how, network), "direct", 1)),
  ),
  ...(["silent", "announced"] as const).map((how) => line(ROWS.prepared(how), "direct", 1)),
  ...NETWORKS.flatMap((network) => [
    line(ROWS.resends(network), null, 0),
    line(ROWS.lostMs(network), null, 1),
  ]),
  line(ROWS.lostKb, null, 0),
  ...NETWORKS.map((network) => line(ROWS.httpPerCall(network), "longwire", 2)),
  ...(["fresh", "warm"] as const).map((how) => line(ROWS.httpFirst(how), "longwire", 1)),
  line(ROWS.httpBytes, "longwire", 0),
  line(ROWS.latency("p50"), "direct", 0),
  line(ROWS.latency("p99"), "direct", 0),
  line(ROWS.cpu("paced"), "thin", 1),
  line(ROWS.cpu("flood"), "thin", 1),
  line(ROWS.many("p50"), "thin", 1),
  line(ROWS.many("p99"), "thin", 1),
  line(ROWS.replayed, null, 0),
  ...(["ms", "CPU ms"] as const).map((how) => line(ROWS.opened(how), null, 0)),
  line(ROWS.openedEvents, null, 0),
  ...(["alone", "beside"] as const).map((how) => line(ROWS.liveP99(how), null, 1)),
  ...(["heap", "RSS"] as const).map((of) => line(ROWS.left(of), null, 2)),
  line(ROWS.memory("idle"), "thin", 0),
  line(ROWS.memory("active"), "thin", 0),
];

function line(row: string, base: PeerName | null, digits: number): Line {
  return { row, base, digits };
}

/** Medians with the lowest and highest round, and how many times the base peer's each is. */
export function table(samples: Samples): string {
  const measured = LINES.filter(({ row }) => PEERS.some((peer) => samples.of(row, peer)));
  const rows = measured.map(({ row, base, digits }) => [
    base === null ? row : `${row} (÷${base})`,
    ...PEERS.map((peer) => cell(samples, { row, base, digits }, peer)),
  ]);
  const all = [["", ...PEERS], ...rows];
  const widths = ["", ...PEERS].map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function cell(samples: Samples, { row, base, digits }: Line, peer: PeerName): string {
  const value = samples.of(row, peer);
  if (value === null) return "-";
  const text = `${fixed(value.median, digits)} (${fixed(value.low, digits)}–${fixed(value.high, digits)})`;
  const ratio = base === null || peer === base ? null : samples.ratio({ row, peer }, { row, peer: base });
  return ratio === null ? text : `${text} ${fixed(ratio.median, 2)}×`;
}
