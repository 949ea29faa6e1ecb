const nameOf = (claimId: string): string => `longwire-claim-${claimId}`;

/** Holds this page's claim for as long as the page lives: the browser lets it go when the page does. */
export function holdClaim(claimId: string): void {
  if (!("locks" in navigator)) return;
  void navigator.locks.request(nameOf(claimId), () => new Promise(() => undefined)).catch(() => undefined);
}

/** Whether the page that holds the claim lives in this browser. Unknown counts as alive: nothing is given up too early. */
export async function isClaimAlive(claimId: string): Promise<boolean> {
  if (!("locks" in navigator)) return true;
  try {
    const { held = [] } = await navigator.locks.query();
    return held.some((lock) => lock.name === nameOf(claimId));
  } catch {
    return true;
  }
}
