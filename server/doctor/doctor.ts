import type { DoctorReport } from "../../lib/protocol/doctor";
import type { Config } from "../config";
import type { Doctor } from "../http/ports";
import type { OfferedModels } from "../models";
import type { ProviderReport } from "../upstream/provider-report";
import type { DiskWatch } from "./disk-watch";
import { createProviderDoctor, shownError, type ConfiguredProvider } from "./provider";

export type DoctorDeps = {
  config: Pick<Config, "mode" | "durability" | "faults" | "backend" | "gatewayApiKey">;
  version: string;
  build: string;
  disk: DiskWatch;
  counts: () => DoctorReport["sessions"];
  providers: readonly ConfiguredProvider[];
  /** The line to the models of this process. */
  embedded: { report(): ProviderReport };
  offered: OfferedModels;
  /** Milliseconds since 1970. */
  now?: () => number;
};

/** What this server is, how its disk does, and what its wires can do. Tells no credential and no address's path. */
export function createDoctor(deps: DoctorDeps): Doctor {
  const { now = Date.now } = deps;
  const providers = deps.providers.map((provider) => createProviderDoctor(provider, now));
  return {
    report: async () => ({
      at: now(),
      server: serverState(deps),
      store: { ...(await deps.disk.report()), durability: deps.config.durability },
      sessions: deps.counts(),
      providers: providers.map((provider) => provider.report()),
      embedded: embeddedState(deps),
      backend: backendState(deps),
      gateway: deps.config.gatewayApiKey !== null,
    }),
    probe: async () => {
      await Promise.all(providers.map((provider) => provider.probe()));
    },
  };
}

const serverState = ({ config, version, build }: DoctorDeps): DoctorReport["server"] => ({
  version,
  build,
  node: process.version,
  uptimeMs: Math.round(process.uptime() * 1000),
  mode: config.mode,
  faults: config.faults,
});

function embeddedState({ embedded, offered }: DoctorDeps): DoctorReport["embedded"] {
  const { sockets, lastError } = embedded.report();
  return { models: [...offered.models.keys()], sockets, lastError: shownError(lastError) };
}

function backendState({ config, offered }: DoctorDeps): DoctorReport["backend"] {
  if (config.backend === null) return null;
  return { host: new URL(config.backend.url).host, protocol: offered.backendProtocol() };
}
