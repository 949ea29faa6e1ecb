/** Full-jitter exponential backoff in milliseconds. `attempt` counts from 0; `random` is in [0, 1). */
export function backoff(
  attempt: number,
  random: number,
  { baseMs = 500, maxMs = 30_000 }: { baseMs?: number; maxMs?: number } = {},
): number {
  return Math.round(random * Math.min(maxMs, baseMs * 2 ** attempt));
}
