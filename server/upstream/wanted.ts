import type { ResponsesError } from "../../lib/responses/error";
import { assertNever } from "../../lib/util/assert-never";
import { backoff } from "../../lib/util/backoff";
import type { Clock } from "../../lib/util/clock";
import { longestBackoffMs } from "./ending";
import type { ProviderProfile } from "./capabilities";
import { withoutSealed } from "./compaction";
import { goneBeforeSent, providerFailure, recoveryFor, tooLarge } from "./failure";
import type { Flight } from "./flight";
import type { Limits } from "./limits";
import type { CreateRequest, UpstreamEvent, UpstreamFailure } from "./port";
import { requestFrame, settingsText } from "./request-frame";
import type { Wire } from "./wire";

type Budget = Pick<Limits, "streamRetries" | "longestRetryAfterMs">;

export type Posted =
  { type: "sent"; inFull: boolean } | { type: "reconnect" } | { type: "refused"; failure: UpstreamFailure };

/**
 * A response that has not ended, and the repeats that its request may still use up: one full resend, one
 * without what is encrypted, one new socket, and a few after a refusal that passes.
 */
export class Wanted {
  sentAt: number;
  #waits = false;
  #resends = 1;
  #reconnects = 1;
  #retries = 0;
  #request: CreateRequest | null;

  private constructor(
    readonly key: string,
    request: CreateRequest | null,
    private readonly askedAt: number,
  ) {
    this.#request = request;
    this.sentAt = askedAt;
  }

  static create(request: CreateRequest, now: number): Wanted {
    return new Wanted(request.key, request, now);
  }

  /** A response that the provider starts by itself. */
  static successor(key: string, now: number): Wanted {
    return new Wanted(key, null, now);
  }

  /** What is to be sent; null when nothing is. */
  get request(): CreateRequest | null {
    return this.#request;
  }

  /** Sends the request with what `wire` holds; else says why not, or that a new socket may do. */
  post(wire: Wire, profile: ProviderProfile, now: number): Posted {
    const request = this.#request;
    if (request === null) return { type: "sent", inFull: false };
    const frame = requestFrame(request, settingsText(request.settings, profile), wire.held);
    const { up } = frame.bytes;
    const { maxFrameBytes } = profile;
    if (up > maxFrameBytes) return { type: "refused", failure: tooLarge(up, maxFrameBytes) };
    this.sentAt = now;
    if (wire.post(frame, { key: this.key, model: request.settings.model })) {
      return { type: "sent", inFull: !frame.continues };
    }
    return this.#takeReconnect() ? { type: "reconnect" } : { type: "refused", failure: goneBeforeSent() };
  }

  /** Milliseconds until the request is sent again after a refusal; null when it is not. */
  repeatAfter(error: ResponsesError, flight: Flight, budget: Budget & { random: number }): number | null {
    if (flight.providerId !== null || this.#request === null) return null;
    const recovery = recoveryFor(error);
    switch (recovery) {
      case "resend_full":
        return flight.frame.continues && this.#resends-- > 0 ? 0 : null;
      case "without_sealed":
        return this.#leaveOutSealed(this.#request) ? 0 : null;
      case "reconnect":
        return this.#takeReconnect() ? 0 : null;
      case "wait":
        return flight.wasRefused ? this.#wait(error, budget) : null;
      case "none":
        return null;
      default:
        return assertNever(recovery);
    }
  }

  /** Whether a refusal that passes is being waited out. */
  get waits(): boolean {
    return this.#waits;
  }

  wait(clock: Clock, ms: number, then: () => void): void {
    if (ms === 0) return;
    this.#waits = true;
    clock.after(ms, () => {
      this.#waits = false;
      then();
    });
  }

  #takeReconnect(): boolean {
    return this.#reconnects-- > 0;
  }

  started(flight: Flight, providerId: string, openedAt: number | null): UpstreamEvent {
    const connectMs = Math.max(0, (openedAt ?? 0) - this.askedAt);
    const { bytes } = flight.frame;
    return { type: "started", key: this.key, providerId, bytes, sentAt: this.sentAt, connectMs };
  }

  /** What another account has encrypted cannot be read there. False when there is nothing to leave out. */
  #leaveOutSealed(request: CreateRequest): boolean {
    const all = request.fullInput();
    const kept = withoutSealed(all);
    if (kept.length === all.length) return false;
    this.#request = { ...request, chain: null, newItems: kept, fullInput: () => kept };
    return true;
  }

  #wait(
    error: ResponsesError,
    { streamRetries, longestRetryAfterMs, random }: Budget & { random: number },
  ): number | null {
    if (this.#retries >= streamRetries) return null;
    const { retryAfterMs } = providerFailure(error);
    if (retryAfterMs !== null && retryAfterMs > longestRetryAfterMs) return null;
    const ms = backoff(this.#retries++, random, { maxMs: longestBackoffMs });
    return retryAfterMs ?? ms;
  }
}
