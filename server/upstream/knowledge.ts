import type { Clock } from "../../lib/util/clock";
import { canSteer, type ProviderProfile } from "./capabilities";
import { hasNoSocket } from "./no-socket";
import type { Capabilities, UpstreamFailure } from "./port";
import type {
  CapabilitySource,
  HandshakeReport,
  ProviderReport,
  ReportedCapability,
} from "./provider-report";
import { reportedUrl } from "./socket-url";

/** What use can teach about a provider. */
export type Lesson = Partial<
  Pick<ProviderProfile, "ws" | "warmup" | "lanes" | "steer" | "maxFrameBytes" | "store">
>;

const reported = [
  "ws",
  "warmup",
  "lanes",
  "steer",
  "maxAgeMs",
  "idleMs",
  "maxFrameBytes",
  "modelPinned",
  "store",
  "authStyle",
  "compaction",
] as const satisfies readonly ReportedCapability[];

const mostModels = 100;
/** Every provider takes this much: a 1009 below it says nothing of a limit. */
const leastFrameBytes = 256 * 1024;

/** What is known of one provider: its preset, what the settings say, and what use has taught. */
export class Knowledge {
  #profile: ProviderProfile;
  readonly #sources = new Map<string, CapabilitySource>();
  readonly #unsteerable = new Set<string>();
  #lastHandshake: HandshakeReport | null = null;
  #lastError: ProviderReport["lastError"] = null;
  /** What was learned of `ws` is not held against the next attempt: a proxy's answer may change. */
  readonly mayDial: boolean;

  constructor(
    preset: ProviderProfile,
    set: Partial<ProviderProfile>,
    private readonly clock: Clock,
  ) {
    this.#profile = { ...preset, ...set };
    this.mayDial = this.#profile.ws;
    for (const name of Object.keys(set)) this.#sources.set(name, "set");
  }

  get profile(): ProviderProfile {
    return this.#profile;
  }

  of(model: string | null): Capabilities {
    const { warmup, lanes, steer } = this.#profile;
    const steers = model !== null && !this.#unsteerable.has(model) && canSteer(steer, model);
    return { warmup, lanes, steer: steers };
  }

  learn(lesson: Lesson, source: "probed" | "learned"): void {
    this.#profile = { ...this.#profile, ...lesson };
    for (const name of Object.keys(lesson)) this.#sources.set(name, source);
  }

  /** The provider said `steering_not_supported` for this model. */
  refuseSteer(model: string): void {
    if (this.#unsteerable.size < mostModels) this.#unsteerable.add(model);
  }

  /** The provider closed with 1009 under a frame of so many bytes. */
  refuseFrame(bytes: number): void {
    if (bytes > leastFrameBytes && bytes <= this.#profile.maxFrameBytes)
      this.learn({ maxFrameBytes: bytes - 1 }, "learned");
  }

  noteHandshake(handshake: Omit<HandshakeReport, "at">): void {
    this.#lastHandshake = { at: this.clock.now(), ...handshake };
    const { status } = handshake;
    if (status === 101 && !this.#profile.ws) this.learn({ ws: true }, "learned");
    if (status !== null && hasNoSocket.has(status)) this.learn({ ws: false }, "learned");
  }

  /** `failure` is as it may be shown. */
  noteFailure({ code, providerCode, message }: UpstreamFailure): void {
    this.#lastError = { at: this.clock.now(), code, providerCode, message };
  }

  report(url: URL, sockets: ProviderReport["sockets"]): ProviderReport {
    const entries = reported.map((name) => {
      const source = this.#sources.get(name) ?? "preset";
      return [name, { value: this.#profile[name], source }] as const;
    });
    return {
      url: reportedUrl(url),
      capabilities: Object.fromEntries(entries) as ProviderReport["capabilities"],
      steerRefusedBy: [...this.#unsteerable],
      lastHandshake: this.#lastHandshake,
      lastError: this.#lastError,
      sockets,
    };
  }
}
