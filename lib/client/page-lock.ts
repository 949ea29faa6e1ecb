const claimName = (claimId: string): string => `longwire-claim-${claimId}`;

/** A lock that is never let go by hand: the browser does, when the page is gone. */
const forLife = (): Promise<never> => new Promise(() => undefined);

/** Holds this page's claim for as long as the page lives. */
export function holdClaim(claimId: string): void {
  if (!("locks" in navigator)) return;
  void navigator.locks.request(claimName(claimId), forLife).catch(() => undefined);
}

/** Whether the page that holds the claim lives in this browser. Unknown counts as alive: nothing is given up too early. */
export async function isClaimAlive(claimId: string): Promise<boolean> {
  if (!("locks" in navigator)) return true;
  try {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === claimName(claimId));
  } catch {
    return true;
  }
}

/**
 * Makes a name this page's own for as long as it lives; false while another page has it. A page that is being
 * reloaded lets its names go at once, so `waitMs` is only spent next to a page that lives on. A browser
 * without locks (a page that is not served securely) cannot tell, and takes every name for free.
 */
export function ownName(name: string, waitMs: number): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(true);
  const wait = new AbortController();
  const timer = setTimeout(() => wait.abort(), waitMs);
  return new Promise((resolve) => {
    const held = (): Promise<never> => {
      clearTimeout(timer);
      resolve(true);
      return forLife();
    };
    navigator.locks
      .request(`longwire-own-${name}`, { signal: wait.signal }, held)
      .catch(() => resolve(!wait.signal.aborted));
  });
}
