import { isRecord } from "../../lib/util/json";

/**
 * A wait that stands in an error's body, as the header that would say the same: `retry_after` and
 * `resets_in_seconds` in seconds, `retry_after_ms`, and `resets_at` in Unix seconds.
 */
export function waitHeaders(frame: unknown, now = Date.now()): Record<string, string> {
  if (!isRecord(frame)) return {};
  const inner = isRecord(frame.error) ? frame.error : frame;
  const ms = [
    numberOf(inner.retry_after_ms ?? frame.retry_after_ms),
    numberOf(inner.retry_after ?? frame.retry_after) * 1000,
    numberOf(inner.resets_in_seconds) * 1000,
    Math.max(0, numberOf(inner.resets_at) * 1000 - now),
  ].find(Number.isFinite);
  return ms === undefined ? {} : { "retry-after-ms": String(Math.round(ms)) };
}

const numberOf = (value: unknown): number =>
  (typeof value === "number" || typeof value === "string") && value !== "" && Number(value) >= 0
    ? Number(value)
    : Number.NaN;
