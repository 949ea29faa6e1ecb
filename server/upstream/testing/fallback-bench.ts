import { onTestFinished } from "vitest";
import type { TransportReport } from "../fallback-transport";
import { createUpstreamWithFallback, type UpstreamWithFallback } from "../fallback";
import { createHttpUpstream, type HttpUpstreamOptions } from "../http/responses-http";
import type { UpstreamLine } from "../port";
import { createResponsesUpstream, type ResponsesUpstreamOptions } from "../responses-socket";
import { HttpProvider, type UpgradeAnswer } from "./http-provider";
import { ManualClock } from "./manual-clock";
import { Recorder } from "./recorder";

export type FallbackBench = {
  provider: HttpProvider;
  upstream: UpstreamWithFallback;
  clock: ManualClock;
  changes: TransportReport[];
  open: () => { line: UpstreamLine; heard: Recorder };
};

export const COOLDOWN_MS = 600_000;

/** A provider that answers handshakes with `upgrades`, and both transports to it. The clock is the cooldown's alone. */
export async function fallbackBench(
  upgrades: UpgradeAnswer,
  {
    ws = true,
    hasEffects = false,
    socket = {},
    http = {},
  }: {
    ws?: boolean;
    hasEffects?: boolean;
    socket?: Partial<ResponsesUpstreamOptions>;
    http?: Partial<HttpUpstreamOptions>;
  } = {},
): Promise<FallbackBench> {
  const provider = await HttpProvider.start();
  provider.upgrades = upgrades;
  const clock = new ManualClock();
  const changes: TransportReport[] = [];
  const address = { url: provider.url, apiKey: () => "sk-test-key-0001", random: () => 0.001 };
  const upstream = createUpstreamWithFallback({
    ...{ clock, ws, hasEffects, cooldownMs: COOLDOWN_MS },
    socket: createResponsesUpstream({ ...address, ...socket }),
    http: createHttpUpstream({ ...address, ...http }),
    onChange: (report) => changes.push(report),
  });
  onTestFinished(async () => {
    await upstream.close();
    await provider.close();
  });
  const open = (): { line: UpstreamLine; heard: Recorder } => {
    const heard = new Recorder();
    return { heard, line: upstream.open(heard) };
  };
  return { provider, upstream, clock, changes, open };
}
