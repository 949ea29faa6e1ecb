/** Id, the fault, what happens, and why a row is for later. */
export type FaultRow = [id: string, fault: string, behaviour: string, note?: { later: string }];

export const FAULTS: readonly { about: string; rows: readonly FaultRow[] }[];
