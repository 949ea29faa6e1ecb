import { assertNever } from "../../lib/util/assert-never";
import type { Recovery } from "./failure";
import type { Flight } from "./flight";
import type { CreateRequest, UpstreamEvent } from "./port";

/** A create that has not ended, and the repeats that it may still use up: one resend, one new socket. */
export class Wanted {
  sentAt: number;
  #resend = true;
  #reconnect = true;

  constructor(
    readonly request: CreateRequest,
    private readonly askedAt: number,
  ) {
    this.sentAt = askedAt;
  }

  get key(): string {
    return this.request.key;
  }

  /** Whether the provider's refusal may be answered by sending again. Never once a response has begun. */
  mayRepeat(recovery: Recovery, flight: Flight): boolean {
    if (flight.providerId !== null) return false;
    switch (recovery) {
      case "resend_full":
        return flight.frame.continues && this.#takeResend();
      case "reconnect":
        return this.takeReconnect();
      case "none":
        return false;
      default:
        return assertNever(recovery);
    }
  }

  takeReconnect(): boolean {
    const left = this.#reconnect;
    this.#reconnect = false;
    return left;
  }

  #takeResend(): boolean {
    const left = this.#resend;
    this.#resend = false;
    return left;
  }

  started(flight: Flight, providerId: string, openedAt: number | null): UpstreamEvent {
    const connectMs = Math.max(0, (openedAt ?? 0) - this.askedAt);
    return {
      type: "started",
      key: this.key,
      providerId,
      bytes: flight.frame.bytes,
      sentAt: this.sentAt,
      connectMs,
    };
  }
}
