import type { AuthStyle, ProviderProfile, SteerableModels } from "./capabilities";
import type { UpstreamFailure } from "./port";

/** `preset`: by the host; `set`: by whoever made the upstream; `probed` and `learned`: by the provider's answers. */
export type CapabilitySource = "preset" | "set" | "probed" | "learned";

export type ReportedCapability = Exclude<keyof ProviderProfile, "include" | "hostedTools">;

export type CapabilityValue = boolean | number | SteerableModels | AuthStyle | ProviderProfile["compaction"];

export type HandshakeReport = {
  /** Milliseconds since 1970. */
  at: number;
  ms: number;
  /** 101 when the socket opened; null when no HTTP answer came. */
  status: number | null;
};

/** A provider as a person may see it: plain JSON, without a credential. */
export type ProviderReport = {
  /** Without login, query and fragment. */
  url: string;
  capabilities: Record<ReportedCapability, { value: CapabilityValue; source: CapabilitySource }>;
  /** Models for which the provider said that they cannot be steered. */
  steerRefusedBy: readonly string[];
  lastHandshake: HandshakeReport | null;
  lastError: ({ at: number } & Pick<UpstreamFailure, "code" | "providerCode" | "message">) | null;
  /** Open sockets of lines, and open sockets that wait for a line. */
  sockets: { live: number; pooled: number };
};
