/** Statuses in place of 101 that say that there is no WebSocket mode at an address. */
export const hasNoSocket: ReadonlySet<number> = new Set([404, 405, 426, 501]);
