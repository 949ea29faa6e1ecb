import type { Capabilities } from "./port";

/** What is known of a provider before the first byte. */
export type ProviderProfile = Capabilities & {
  /** A socket older than this is replaced between two responses. */
  maxAgeMs: number;
  /** A larger `response.create` is refused here instead of by a close with 1009. */
  maxFrameBytes: number;
  include: readonly string[];
};

const minutes = (count: number): number => count * 60_000;
const mebibytes = (count: number): number => count * 1024 * 1024;

const unknown: ProviderProfile = {
  warmup: false,
  steer: false,
  lanes: false,
  maxAgeMs: minutes(55),
  maxFrameBytes: mebibytes(15),
  include: ["reasoning.encrypted_content"],
};

/** The server that Longwire ships. A loopback host alone says nothing: paid relays live there too. */
export const embeddedProfile: ProviderProfile = { ...unknown, warmup: true };

const presets: readonly { host: string; profile: ProviderProfile }[] = [
  { host: "api.openai.com", profile: { ...unknown, warmup: true } },
  { host: "openai.azure.com", profile: { ...unknown, warmup: true } },
  { host: "api.x.ai", profile: { ...unknown, warmup: true, maxAgeMs: minutes(24) } },
  {
    host: "ai-gateway.vercel.sh",
    profile: { ...unknown, maxAgeMs: minutes(12), maxFrameBytes: mebibytes(4) },
  },
];

/** The preset of the URL's host or of a domain above it; a host nobody described gets the careful defaults. */
export function profileFor(url: URL): ProviderProfile {
  const host = url.hostname.toLowerCase();
  return (
    presets.find((preset) => host === preset.host || host.endsWith(`.${preset.host}`))?.profile ?? unknown
  );
}
