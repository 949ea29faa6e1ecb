import type { HostedTool } from "../../lib/responses/hosted-tool";

/** Which models take a `response.steer`. */
export type SteerableModels = "all" | "none" | "gpt-6";

/** How the key goes into the handshake: `Authorization: Bearer`, `api-key`, or not at all. */
export type AuthStyle = "bearer" | "api-key" | "none";

/** What is known of a provider before the first byte. */
export type ProviderProfile = {
  /** Whether it has a WebSocket mode. Where it has none no handshake is tried. */
  ws: boolean;
  /** Whether `generate: false` prepares a socket and generates nothing. */
  warmup: boolean;
  /** Whether `stream_id` runs responses beside each other on one socket. */
  lanes: boolean;
  steer: SteerableModels;
  /** A socket older than this serves no further response. */
  maxAgeMs: number;
  /** A socket unused for so long is closed, unless calls of its last response are open. */
  idleMs: number;
  /** A larger `response.create` is refused here instead of by a close with 1009. */
  maxFrameBytes: number;
  /** Whether a socket serves one model only. */
  modelPinned: boolean;
  /** Whether a response made with `store: true` can be continued on another socket. Longwire sends `false`. */
  store: boolean;
  authStyle: AuthStyle;
  /** Ways to shorten a long context: `context_management` within a request, and `POST /responses/compact`. */
  compaction: { inline: boolean; endpoint: boolean };
  include: readonly string[];
  /** Offered with every request beside the tools of pages. */
  hostedTools: readonly HostedTool[];
};

const minutes = (count: number): number => count * 60_000;
const mebibytes = (count: number): number => count * 1024 * 1024;

const unknown: ProviderProfile = {
  ws: true,
  warmup: false,
  lanes: false,
  steer: "none",
  maxAgeMs: minutes(55),
  idleMs: minutes(10),
  maxFrameBytes: mebibytes(15),
  modelPinned: false,
  store: false,
  authStyle: "bearer",
  compaction: { inline: false, endpoint: false },
  include: ["reasoning.encrypted_content"],
  hostedTools: [],
};

const warm: ProviderProfile = { ...unknown, warmup: true, store: true };
const overHttpOnly: ProviderProfile = { ...unknown, ws: false };
const openai: ProviderProfile = {
  ...warm,
  lanes: true,
  steer: "gpt-6",
  compaction: { inline: true, endpoint: true },
};

/** The server that Longwire ships. A loopback host alone says nothing: paid relays live there too. */
export const embeddedProfile: ProviderProfile = { ...warm, lanes: true, steer: "all" };

/**
 * `host` is a host or a domain above it, with a port where the port is what identifies the program, or the form
 * of the host's name. LocalAI, LiteLLM and all else get the careful defaults.
 */
const presets: readonly { host: string | RegExp; profile: ProviderProfile }[] = [
  { host: "api.openai.com", profile: openai },
  { host: "openai.azure.com", profile: warm },
  { host: "services.ai.azure.com", profile: warm },
  { host: "cognitiveservices.azure.com", profile: warm },
  { host: "api.x.ai", profile: { ...warm, maxAgeMs: minutes(24) } },
  {
    host: "ai-gateway.vercel.sh",
    profile: {
      ...unknown,
      maxAgeMs: minutes(12),
      idleMs: minutes(4),
      maxFrameBytes: mebibytes(4),
      modelPinned: true,
    },
  },
  { host: "openrouter.ai", profile: overHttpOnly },
  { host: /^bedrock-mantle\.[a-z\d-]+\.api\.aws$/, profile: overHttpOnly },
  { host: /(?:^|\.)bedrock[a-z\d-]*\.[a-z\d-]+(?:\.vpce)?\.amazonaws\.com$/, profile: overHttpOnly },
  { host: "localhost:11434", profile: overHttpOnly },
  { host: "127.0.0.1:11434", profile: overHttpOnly },
  { host: "[::1]:11434", profile: overHttpOnly },
];

/** The preset of the URL's host or of a domain above it; a host nobody described gets the careful defaults. */
export function profileFor(url: URL): ProviderProfile {
  const names = [url.hostname.toLowerCase(), url.host.toLowerCase()];
  const fits = (host: string | RegExp) =>
    names.some((name) =>
      typeof host === "string" ? name === host || name.endsWith(`.${host}`) : host.test(name),
    );
  return presets.find(({ host }) => fits(host))?.profile ?? unknown;
}

const gpt6 = /(?:^|\/)gpt-6(?!\d)/;

export function canSteer(steer: SteerableModels, model: string): boolean {
  return steer === "all" || (steer === "gpt-6" && gpt6.test(model));
}
