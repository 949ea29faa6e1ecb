import { onTestFinished } from "vitest";
import { createHttpUpstream, type HttpUpstreamOptions } from "../http/responses-http";
import type { UpstreamLine } from "../port";
import { HttpProvider } from "./http-provider";
import { Recorder } from "./recorder";

export type HttpBench = { provider: HttpProvider; line: UpstreamLine; heard: Recorder };

/** A provider and one line to it over HTTP, closed when the test ends. Repeated requests come at once. */
export async function httpBench(options: Partial<HttpUpstreamOptions> = {}): Promise<HttpBench> {
  const provider = await HttpProvider.start();
  const upstream = createHttpUpstream({
    url: provider.url,
    apiKey: () => "sk-test-key-0001",
    random: () => 0.001,
    ...options,
  });
  onTestFinished(async () => {
    await upstream.close();
    await provider.close();
  });
  const heard = new Recorder();
  return { provider, heard, line: upstream.open(heard) };
}
