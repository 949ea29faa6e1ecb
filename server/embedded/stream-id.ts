import { invalidStreamId, Refusal, streamLimitReached } from "./errors";
import type { LaneName } from "./lane-queue";

const STREAM_ID = /^[A-Za-z0-9_.-]{1,256}$/;

/** The lane that a request names; absent is the default lane. */
export function parseStreamId(raw: Record<string, unknown>): LaneName | Refusal {
  if (!("stream_id" in raw)) return null;
  const name = raw.stream_id;
  return typeof name === "string" && STREAM_ID.test(name) ? name : new Refusal(invalidStreamId());
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
