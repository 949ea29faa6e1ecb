import { NETWORKS } from "./peers";
import { COLD_MS, ROWS } from "./rows";
import type { Samples, Spread } from "./samples";
import { atMost, type Target } from "./target";

/** The first request costs this much less of `COLD_MS` when it was prepared. */
const LEAST_GAIN_MS = 25;
/** Without a socket in reserve a loss costs four round trips of handshake besides the request itself. */
const LOSS_MS = { 0: 20, 40: 40 } as const;

/** What the line to the provider does: sockets in reserve, warm-ups, a lost socket, HTTP. */
export function wireTargets(samples: Samples): Target[] {
  const gain = samples.difference(
    { row: ROWS.prepared("silent"), peer: "longwire" },
    { row: ROWS.prepared("announced"), peer: "longwire" },
  );
  const overSocket = (row: string): Spread | null =>
    samples.ratio({ row, peer: "longwire over HTTP" }, { row, peer: "longwire" });
  const name = `ms of ${COLD_MS} that a warm-up saves a fresh session's first delta`;
  return [
    { name, value: gain, sign: "≥", bound: LEAST_GAIN_MS, digits: 1 },
    ...NETWORKS.flatMap((network): Target[] => [
      { ...atMost(ROWS.resends(network), samples.of(ROWS.resends(network), "longwire"), 1), digits: 0 },
      {
        ...atMost(ROWS.lostMs(network), samples.of(ROWS.lostMs(network), "longwire"), LOSS_MS[network]),
        digits: 1,
      },
    ]),
    atMost("20-call rollout at 40 ms, HTTP ÷ socket", overSocket(ROWS.httpPerCall(40)), 1.15),
    atMost("20-call rollout at 0 ms, HTTP ÷ socket", overSocket(ROWS.httpPerCall(0)), 2),
  ];
}
