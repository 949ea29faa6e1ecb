import { onTestFinished } from "vitest";
import { embeddedProfile } from "../capabilities";
import type { Limits } from "../limits";
import type { UpstreamLine } from "../port";
import { createResponsesUpstream, type ResponsesUpstreamOptions } from "../responses-socket";
import { Recorder } from "./recorder";
import { ScriptedProvider } from "./scripted-provider";

export type Bench = { provider: ScriptedProvider; line: UpstreamLine; heard: Recorder };

/** A provider and one line to it, closed when the test ends. Repeated handshakes come at once. */
export async function bench(
  options: Partial<ResponsesUpstreamOptions> & { limits?: Partial<Limits> } = {},
): Promise<Bench> {
  const provider = await ScriptedProvider.start();
  const upstream = createResponsesUpstream({
    url: provider.url,
    apiKey: () => "sk-test-key-0001",
    profile: embeddedProfile,
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
