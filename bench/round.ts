import { firstDelta } from "./first-delta";
import { loss } from "./loss";
import { hibernation } from "./hibernation";
import { manyLatency } from "./many";
import { latency, load, memory, rollout } from "./measure";
import { NETWORKS, type Peer, type PeerName, type Stage } from "./peers";
import { replay } from "./replay";
import { COLD_MS, ROWS } from "./rows";
import type { Samples } from "./samples";
import { scenario } from "./scenario";
import type { Settings } from "./settings";

export const SECTIONS = [
  ...(["memory", "hibernation", "rollouts", "first", "warmup", "loss", "http"] as const),
  ...(["latency", "load", "many", "replay"] as const),
] as const;
export type Section = (typeof SECTIONS)[number];

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
        const { fresh, warm } = await firstDelta(peer, { network, times: settings.firstDeltas });
        samples.add(ROWS.first("fresh", network), peer.name, fresh);
        samples.add(ROWS.first("warm", network), peer.name, warm);
      }
    }
  },
  warmup: async ({ stage, samples, settings, round }) => {
    const far = { network: 40, times: settings.firstDeltas, coldMs: COLD_MS } as const;
    for (const peer of turned(only(stage.peers, ["direct", "longwire"]), round)) {
      const { fresh } = await firstDelta(peer, far);
      samples.add(ROWS.prepared("silent"), peer.name, fresh);
      if (peer.name === "direct") continue;
      const announced = await firstDelta(peer, { ...far, announced: true });
      samples.add(ROWS.prepared("announced"), peer.name, announced.fresh);
    }
  },
  loss: async ({ stage, samples, settings, round }) => {
    const networks = NETWORKS.filter((network) => network === 0 || round < settings.longRounds);
    for (const network of networks) {
      for (const peer of only(stage.peers, ["longwire"])) {
        const { upstream } = stage;
        const { resends, ms, usualMs, bytes, usualBytes } = await loss(peer, { network, upstream });
        samples.add(ROWS.resends(network), peer.name, resends);
        samples.add(ROWS.lostMs(network), peer.name, ms - usualMs);
        if (network === 0) samples.add(ROWS.lostKb, peer.name, (bytes - usualBytes) / 1000);
      }
    }
  },
  http: async ({ stage, samples, settings, round }) => {
    const calls = 20;
    const peers = turned([...only(stage.peers, ["longwire"]), stage.overHttp], round);
    for (const network of NETWORKS) {
      for (const peer of peers) {
        const { ms, bytes } = await rollout(peer, { network, calls, upstream: stage.upstream });
        samples.add(ROWS.httpPerCall(network), peer.name, ms / calls);
        if (network === 0) samples.add(ROWS.httpBytes, peer.name, bytes / 1000);
      }
    }
    for (const peer of peers) {
      const { fresh, warm } = await firstDelta(peer, { network: 40, times: settings.firstDeltas });
      samples.add(ROWS.httpFirst("fresh"), peer.name, fresh);
      samples.add(ROWS.httpFirst("warm"), peer.name, warm);
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
    const paced = scenario({ deltas: pacedDeltas, rate: 50 });
    const flood = scenario({ deltas: floodDeltas });
    for (const [how, turn] of [
      ["paced", paced],
      ["flood", flood],
    ] as const) {
      for (const peer of turned(stage.peers, round)) {
        const micros = await load(peer, { sessions, turn });
        if (micros !== null) samples.add(ROWS.cpu(how), peer.name, micros);
      }
    }
  },
  many: async ({ stage, samples, settings, round }) => {
    const peers = [...only(stage.peers, ["thin", "longwire"]), stage.synced];
    for (const peer of turned(peers, round)) {
      const { p50, p99 } = await manyLatency(peer, settings.manySeconds);
      samples.add(ROWS.many("p50"), peer.name, p50);
      samples.add(ROWS.many("p99"), peer.name, p99);
    }
  },
  replay: async ({ stage, samples, settings }) => {
    const found = await replay(stage, settings.replayed);
    samples.add(ROWS.replayed, "longwire", found.perSecond);
    samples.add(ROWS.opened("ms"), "longwire", found.openMs);
    samples.add(ROWS.opened("CPU ms"), "longwire", found.openCpuMs);
    samples.add(ROWS.openedEvents, "longwire", found.sent);
    samples.add(ROWS.liveP99("alone"), "longwire", found.aloneP99);
    samples.add(ROWS.liveP99("beside"), "longwire", found.besideP99);
  },
  hibernation: async ({ stage, samples, settings, round }) => {
    if (round >= 1) return;
    const { heap, resident } = await hibernation(stage, settings.left);
    samples.add(ROWS.left("heap"), "longwire", heap);
    samples.add(ROWS.left("RSS"), "longwire", resident);
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

const only = (peers: readonly Peer[], names: readonly PeerName[]): Peer[] =>
  peers.filter((peer) => names.includes(peer.name));

/** Another peer goes first in each round. */
const turned = (peers: readonly Peer[], round: number): Peer[] => {
  const by = round % peers.length;
  return [...peers.slice(by), ...peers.slice(0, by)];
};
