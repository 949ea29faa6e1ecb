import { assertNever } from "../../lib/util/assert-never";
import type { SteerRequest, UpstreamEvent } from "./port";
import type { SteerWireEvent } from "./read-event";
import { steerText } from "./request-frame";

/** `held` until the response has begun, then `sent`, then `accepted` until a response has taken the text up. */
type Steer = { request: SteerRequest; state: "held" | "sent" | "accepted"; providerId: string | null };

/** The steers of one line that no response has taken up, in the order in which they were made. */
export class Steering {
  #steers: Steer[] = [];

  /** Whether the provider has yet to say what becomes of one. */
  get isUnanswered(): boolean {
    return this.#steers.some(({ state }) => state === "sent");
  }

  get accepted(): readonly SteerRequest[] {
    return this.#steers.filter(({ state }) => state === "accepted").map(({ request }) => request);
  }

  /** Whether the provider has one of the response `key`, or will start a response of that key for one. */
  concerns(key: string): boolean {
    return this.#steers.some(
      ({ request, state }) => state !== "held" && (request.key === key || request.successor === key),
    );
  }

  add(request: SteerRequest): void {
    this.#steers.push({ request, state: "held", providerId: null });
  }

  /** Frames that can be sent now that the response is known as `providerId`. */
  release(providerId: string): readonly string[] {
    const held = this.#steers.filter(({ state }) => state === "held");
    for (const steer of held) steer.state = "sent";
    return held.map(({ request }) => steerText(providerId, request.text));
  }

  /** The provider answers in order, and later names what it has accepted. */
  read(event: SteerWireEvent): UpstreamEvent | null {
    const steer =
      this.#steers.find(({ providerId }) => event.id !== null && providerId === event.id) ??
      this.#steers.find(({ state }) => state === "sent");
    if (steer === undefined) return null;
    const { key, steerId } = steer.request;
    switch (event.answer) {
      case "accepted":
        this.#accept(steer, event.id);
        return { type: "steer_accepted", key, steerId };
      case "waiting":
        this.#accept(steer, event.id);
        return { type: "steer_waiting", key, steerId };
      case "failed":
        this.#steers = this.#steers.filter((each) => each !== steer);
        return { type: "steer_failed", key, steerId, code: event.code ?? "unknown", message: event.message };
      default:
        return assertNever(event.answer);
    }
  }

  /** A response has begun that has the accepted text in its context. */
  takenUp(): void {
    this.#steers = this.#steers.filter(({ state }) => state !== "accepted");
  }

  /** Every text is the caller's again. */
  giveBack(code: string, message: string): readonly UpstreamEvent[] {
    const steers = this.#steers;
    this.#steers = [];
    return steers.map(({ request: { key, steerId } }) => ({
      type: "steer_failed",
      ...{ key, steerId, code, message },
    }));
  }

  /** Forgets what the provider has been sent. */
  forgetSent(): void {
    this.#steers = this.#steers.filter(({ state }) => state === "held");
  }

  #accept(steer: Steer, providerId: string | null): void {
    steer.state = "accepted";
    steer.providerId = providerId;
  }
}
