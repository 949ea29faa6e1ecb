import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One line of a proof: what was counted, the figure as a reader sees it, and whether it keeps the promise. */
export type Finding = { readonly what: string; readonly figure: string; readonly kept: boolean };

export type Proof = {
  /** Names the file and the row of docs/reliability.md: "T4", "T7 browser". */
  readonly id: string;
  /** What it shows, in one sentence. */
  readonly shows: string;
  /** How to run it again at this size. */
  readonly command: string;
  readonly seconds: number;
  readonly findings: readonly Finding[];
};

/** Writes the proof where `node scripts/reliability.mjs --write` takes it from; true when every promise was kept. */
export function writeProof(proof: Proof, folder = join("artifacts", "proofs")): boolean {
  mkdirSync(folder, { recursive: true });
  const name = proof.id.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(proof, null, 2)}\n`);
  return proof.findings.every(({ kept }) => kept);
}
