/** Upgrades of pages that are taken within any second; the rest come back later. */
const PER_SECOND = 200;
const SOCKETS_PER_PRINCIPAL = 64;
const SECOND_MS = 1_000;

export type Admission = {
  /** Counts one page in, until `leave` is called; or says with which status it is sent away. */
  enter(
    principal: string,
  ): { ok: true; leave: () => void } | { ok: false; status: 429 | 503; reason: string };
};

/** Bounds how fast pages come, and how many one principal has open. */
export function createAdmission(now: () => number): Admission {
  const recent = Array.from({ length: PER_SECOND }, () => -Infinity);
  const open = new Map<string, number>();
  let next = 0;

  const leave = (principal: string): void => {
    const left = (open.get(principal) ?? 1) - 1;
    if (left > 0) open.set(principal, left);
    else open.delete(principal);
  };

  return {
    enter: (principal) => {
      const count = open.get(principal) ?? 0;
      if (count >= SOCKETS_PER_PRINCIPAL) return { ok: false, status: 429, reason: "too_many_sockets" };
      const at = now();
      const since = at - (recent[next] ?? -Infinity);
      // A clock that was put back must not keep everybody out.
      if (since >= 0 && since < SECOND_MS) return { ok: false, status: 503, reason: "too_fast" };
      recent[next] = at;
      next = (next + 1) % PER_SECOND;
      open.set(principal, count + 1);
      return { ok: true, leave: () => leave(principal) };
    },
  };
}
