import { invalidStreamId, Refusal, requestError, streamLimitReached } from "./errors";
import type { LaneName } from "./lane-queue";

const STREAM_ID = /^[A-Za-z0-9_.-]{1,256}$/;

/** The lane that a request names; absent is the default lane. */
export function parseStreamId(raw: Record<string, unknown>): LaneName | Refusal {
  if (!("stream_id" in raw)) return null;
  const name = raw.stream_id;
  return typeof name === "string" && STREAM_ID.test(name) ? name : new Refusal(invalidStreamId());
}

/** The response that a cancel names; null when it names none. */
export function parseResponseId({
  response_id: id = null,
}: Record<string, unknown>): string | null | Refusal {
  if (id === null || typeof id === "string") return id;
  const why = { code: "invalid_type", param: "response_id" };
  return new Refusal(requestError("Invalid value for 'response_id': a string is expected.", why));
}

/** The distinct lane names of one connection's life; none is ever freed. */
export class LaneNames {
  readonly #names = new Set<string>();

  constructor(private readonly limit: number) {}

  register(lane: LaneName): Refusal | null {
    if (lane === null || this.#names.has(lane)) return null;
    if (this.#names.size >= this.limit) return new Refusal(streamLimitReached(this.limit));
    this.#names.add(lane);
    return null;
  }
}
