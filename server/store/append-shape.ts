import type { AppendRequest } from "./port";

/** Throws on rows that no correct caller sends: a gap or a disorder in `seq`. */
export function assertContiguous({ after, rows }: AppendRequest): void {
  const wrong = rows.findIndex((row, index) => row.seq !== after + 1 + index);
  if (wrong >= 0) throw new Error(`row ${wrong} does not continue seq ${after + wrong}`);
}

export function commandIdsOf({ rows }: AppendRequest): string[] {
  return rows.flatMap((row) => (row.commandId === null ? [] : [row.commandId]));
}
