import { firstDelta, latency, load, memory, rollout } from "./measure";
import { NETWORKS, type Peer, type Stage } from "./peers";
import type { Samples } from "./samples";
import type { Settings } from "./settings";

export const ROWS = {
  rollout: (calls: number, network: number) => `${calls}-call rollout, ${network} ms RTT`,
  perCall: (calls: number, network: number) => `ms per call of ${calls}, ${network} ms RTT`,
  cpuPerCall: (calls: number) => `server CPU per call of ${calls}, µs`,
  bytes: (calls: number) => `KB upstream, ${calls} calls`,
  first: (how: "cold" | "warm", network: number) => `first delta, ${how}, ${network} ms RTT`,
  latency: (quantile: "p50" | "p99") => `delta latency ${quantile}, µs`,
  cpu: (how: "paced" | "flood") => `server CPU per delta, ${how}, µs`,
  memory: (how: "idle" | "active") => `RSS per ${how} session, KB`,
} as const;

export type Section = "rollouts" | "first" | "latency" | "load" | "memory";
export const SECTIONS: readonly Section[] = ["memory", "rollouts", "first", "latency", "load"];

type Round = { stage: Stage; samples: Samples; settings: Settings; round: number };

const measures: Record<Section, (round: Round) => Promise<void>> = {
  rollouts: async ({ stage, samples, settings, round }) => {
    const long = round < settings.longRounds;
    const near = [20, 50, 100].map((calls) => ({ calls, network: 0 as const }));
    const far = [20, ...(long ? [100] : [])].map((calls) => ({ calls, network: 40 as const }));
    for (const { calls, network } of [...near, ...far]) {
      const peers = network === 0 ? stage.peers : oneViewer(stage.peers);
      for (const peer of turned(peers, round)) {
        const { ms, bytes, cpuMicrosPerCall } = await rollout(peer, {
          network,
          calls,
          upstream: stage.upstream,
        });
        samples.add(ROWS.rollout(calls, network), peer.name, ms);
        samples.add(ROWS.perCall(calls, network), peer.name, ms / calls);
        if (network !== 0) continue;
        samples.add(ROWS.bytes(calls), peer.name, bytes / 1000);
        if (cpuMicrosPerCall !== null) samples.add(ROWS.cpuPerCall(calls), peer.name, cpuMicrosPerCall);
      }
    }
  },
  first: async ({ stage, samples, settings, round }) => {
    for (const network of NETWORKS) {
      for (const peer of turned(oneViewer(stage.peers), round)) {
        const { cold, warm } = await firstDelta(peer, network, settings.firstDeltas);
        samples.add(ROWS.first("cold", network), peer.name, cold);
        samples.add(ROWS.first("warm", network), peer.name, warm);
      }
    }
  },
  latency: async ({ stage, samples, settings, round }) => {
    for (const peer of turned(stage.peers, round)) {
      const { p50, p99 } = await latency(peer, settings.latencyDeltas);
      samples.add(ROWS.latency("p50"), peer.name, p50);
      samples.add(ROWS.latency("p99"), peer.name, p99);
    }
  },
  load: async ({ stage, samples, settings, round }) => {
    const { sessions, pacedDeltas, floodDeltas } = settings;
    const paced = { calls: 0, deltas: pacedDeltas, rate: 50 };
    const flood = { calls: 0, deltas: floodDeltas, rate: null };
    for (const [how, scenario] of [
      ["paced", paced],
      ["flood", flood],
    ] as const) {
      for (const peer of turned(stage.peers, round)) {
        const micros = await load(peer, { sessions, scenario });
        if (micros !== null) samples.add(ROWS.cpu(how), peer.name, micros);
      }
    }
  },
  memory: async ({ stage, samples, settings, round }) => {
    if (round >= 2) return;
    const { peers, stop } = await stage.fresh();
    for (const peer of turned(oneViewer(peers), round)) {
      const resident = await memory(peer, settings.memorySessions);
      if (resident === null) continue;
      samples.add(ROWS.memory("idle"), peer.name, resident.idle);
      samples.add(ROWS.memory("active"), peer.name, resident.active);
    }
    await stop();
  },
};

/** One round: every peer does everything once, so that a noisy moment hits none alone. */
export async function runRound(round: Round, sections: readonly Section[]): Promise<void> {
  for (const section of sections) await measures[section](round);
}

const oneViewer = (peers: readonly Peer[]): Peer[] =>
  peers.filter((peer) => !peer.name.includes("2 viewers"));

/** Another peer goes first in each round. */
const turned = (peers: readonly Peer[], round: number): Peer[] => {
  const by = round % peers.length;
  return [...peers.slice(by), ...peers.slice(0, by)];
};
