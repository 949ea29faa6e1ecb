import type { Network } from "./peers";

export const COLD_MS = 30;

export const ROWS = {
  rollout: (calls: number, network: number) => `${calls}-call rollout, ${network} ms RTT`,
  perCall: (calls: number, network: number) => `ms per call of ${calls}, ${network} ms RTT`,
  cpuPerCall: (calls: number) => `server CPU per call of ${calls}, µs`,
  bytes: (calls: number) => `KB upstream, ${calls} calls`,
  first: (how: "fresh" | "warm", network: number) => `first delta, ${how}, ${network} ms RTT`,
  prepared: (how: "silent" | "announced") =>
    `first delta, fresh, new settings take ${COLD_MS} ms${how === "announced" ? ", warmed" : ""}`,
  resends: (network: Network) => `full resends after a lost socket, ${network} ms RTT`,
  lostMs: (network: Network) => `ms that the loss adds, ${network} ms RTT`,
  lostKb: "KB that the loss adds",
  httpPerCall: (network: Network) => `HTTP or socket: ms per call of 20, ${network} ms RTT`,
  httpFirst: (how: "fresh" | "warm") => `HTTP or socket: first delta, ${how}, 40 ms RTT`,
  httpBytes: "HTTP or socket: KB upstream, 20 calls",
  latency: (quantile: "p50" | "p99") => `delta latency ${quantile}, µs`,
  cpu: (how: "paced" | "flood") => `server CPU per delta, ${how}, µs`,
  many: (quantile: "p50" | "p99") => `200 sessions × 10/s: delta latency ${quantile}, ms`,
  replayed: "10,000-event session: events replayed per second",
  opened: (how: "ms" | "CPU ms") => `10,000-event session: opened at a new server, ${how}`,
  openedEvents: "10,000-event session: events sent at its opening",
  liveP99: (how: "alone" | "beside") =>
    `p99 of the others' deltas ${how === "alone" ? "without" : "during"} the replay, ms`,
  left: (of: "heap" | "RSS") => `KiB of ${of} left of a session that was used and let go`,
  memory: (how: "idle" | "active") => `RSS per ${how} session, KB`,
} as const;
