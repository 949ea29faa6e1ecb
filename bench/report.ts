import type { PeerName } from "./peers";
import { ROWS } from "./round";
import type { Samples, Spread } from "./samples";

const PEERS: readonly PeerName[] = ["direct", "thin", "longwire", "longwire, 2 viewers"];

type Line = { row: string; base: PeerName; digits: number };

const LINES: readonly Line[] = [
  ...[0, 40].flatMap((network) => [20, 100].map((calls) => line(ROWS.rollout(calls, network), "direct", 0))),
  ...[0, 40].flatMap((network) => [20, 100].map((calls) => line(ROWS.perCall(calls, network), "direct", 2))),
  ...[20, 100].map((calls) => line(ROWS.cpuPerCall(calls), "thin", 0)),
  ...[20, 50, 100].map((calls) => line(ROWS.bytes(calls), "direct", 0)),
  ...([0, 40] as const).flatMap((network) =>
    (["cold", "warm"] as const).map((how) => line(ROWS.first(how, network), "direct", 1)),
  ),
  line(ROWS.latency("p50"), "direct", 0),
  line(ROWS.latency("p99"), "direct", 0),
  line(ROWS.cpu("paced"), "thin", 1),
  line(ROWS.cpu("flood"), "thin", 1),
  line(ROWS.memory("idle"), "thin", 0),
  line(ROWS.memory("active"), "thin", 0),
];

function line(row: string, base: PeerName, digits: number): Line {
  return { row, base, digits };
}

/** Medians with the lowest and highest round, and how many times the base peer's each is. */
export function table(samples: Samples): string {
  const measured = LINES.filter(({ row }) => PEERS.some((peer) => samples.of(row, peer)));
  const rows = measured.map(({ row, base, digits }) => [
    `${row} (÷${base})`,
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
  const ratio = peer === base ? null : samples.ratio({ row, peer }, { row, peer: base });
  return ratio === null ? text : `${text} ${fixed(ratio.median, 2)}×`;
}

type Target = { name: string; ratio: Spread | null; most: number };

/** A target is missed only when every round lies beyond it. */
export function verdict(samples: Samples): string {
  return targetsOf(samples)
    .flatMap(({ name, ratio, most }) => (ratio === null ? [] : [verdictLine(name, ratio, most)]))
    .join("\n");
}

function verdictLine(name: string, ratio: Spread, most: number): string {
  const word = wordFor(ratio, most);
  const figure = `${fixed(ratio.median, 2)} (${fixed(ratio.low, 2)}–${fixed(ratio.high, 2)})`;
  return `${word.padEnd(22)}  ${name} ≤ ${most.toFixed(2)}: ${figure}`;
}

function wordFor({ median, low, rounds }: Spread, most: number): string {
  if (median <= most) return "PASS";
  if (low <= most) return "PASS within the spread";
  return rounds > 1 ? "MISS" : "MISS, one round only";
}

function targetsOf(samples: Samples): Target[] {
  const against = (row: string, base: PeerName, peer: PeerName = "longwire") =>
    samples.ratio({ row, peer }, { row, peer: base });
  const growth = (network: number) =>
    samples.ratio(
      { row: ROWS.perCall(100, network), peer: "longwire" },
      { row: ROWS.perCall(20, network), peer: "longwire" },
    );
  const cpuGrowth = samples.ratio(
    { row: ROWS.cpuPerCall(100), peer: "longwire" },
    { row: ROWS.cpuPerCall(20), peer: "longwire" },
  );
  const bytes = [20, 50, 100].map((calls) => ({
    calls,
    kb: samples.of(ROWS.bytes(calls), "longwire")?.median ?? NaN,
  }));
  return [
    { name: "20-call rollout at 40 ms ÷ direct", ratio: against(ROWS.rollout(20, 40), "direct"), most: 1.1 },
    {
      name: "100-call rollout at 40 ms ÷ direct",
      ratio: against(ROWS.rollout(100, 40), "direct"),
      most: 1.1,
    },
    {
      name: "warm first delta at 40 ms ÷ direct",
      ratio: against(ROWS.first("warm", 40), "direct"),
      most: 1.1,
    },
    { name: "bytes upstream per call, calls 51–100 ÷ calls 21–50", ratio: linearity(bytes), most: 1.05 },
    { name: "ms per call, 100 ÷ 20 calls, at 0 ms", ratio: growth(0), most: 1.2 },
    { name: "ms per call, 100 ÷ 20 calls, at 40 ms", ratio: growth(40), most: 1.2 },
    { name: "server CPU per call, 100 ÷ 20 calls", ratio: cpuGrowth, most: 1.2 },
    { name: "CPU per delta, paced, log on ÷ thin", ratio: against(ROWS.cpu("paced"), "thin"), most: 2.5 },
    { name: "CPU per delta, flood, log on ÷ thin", ratio: against(ROWS.cpu("flood"), "thin"), most: 2.5 },
  ];
}

/** How much more a late call sends than an early one; 1 when bytes grow in a straight line. */
function linearity(bytes: readonly { calls: number; kb: number }[]): Spread | null {
  const [few, some, many] = bytes;
  if (!few || !some || !many || Number.isNaN(few.kb + some.kb + many.kb)) return null;
  const late = (many.kb - some.kb) / (many.calls - some.calls);
  const value = late / ((some.kb - few.kb) / (some.calls - few.calls));
  return { median: value, low: value, high: value, rounds: 1 };
}

const fixed = (value: number, digits: number): string => value.toFixed(digits);
