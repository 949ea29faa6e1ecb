import { onTestFinished } from "vitest";
import { embeddedProfile } from "../capabilities";
import type { Limits } from "../limits";
import type { UpstreamLine } from "../port";
import {
  createResponsesUpstream,
  type ResponsesUpstream,
  type ResponsesUpstreamOptions,
} from "../responses-socket";
import { Recorder } from "./recorder";
import { ScriptedProvider } from "./scripted-provider";
import { steerFailed } from "./steers";

export type Bench = {
  provider: ScriptedProvider;
  upstream: ResponsesUpstream;
  line: UpstreamLine;
  heard: Recorder;
  /** Comes by itself when the test ends; a second call does nothing. */
  close: () => Promise<void>;
};

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
  const close = async (): Promise<void> => {
    await upstream.close();
    await provider.close();
  };
  onTestFinished(close);
  const heard = new Recorder();
  return { provider, upstream, heard, close, line: upstream.open(heard) };
}

/** A handshake of no line, made and over when this resolves: what others had begun before has arrived by then. */
export async function oneHandshake({
  provider,
  upstream,
}: Pick<Bench, "provider" | "upstream">): Promise<void> {
  provider.onSteer = ({ socket }) => socket.send(JSON.stringify(steerFailed("steering_not_supported")));
  await upstream.probe("m");
}
