import type { Proof } from "../server/testing/proof";

export type TitledTest = { file: string; ids: string[]; sentence: string };

export function titlesOf(source: string): Omit<TitledTest, "file">[];
export function readTests(): TitledTest[];
export function faultsOf(tests: readonly TitledTest[], notYet?: readonly string[]): string[];
export function pageOf(tests: readonly TitledTest[], proofs: readonly (Proof & { on: string })[]): string;
