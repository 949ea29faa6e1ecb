import { randomId } from "../util/random-id";

/** A value kept in browser storage, or in memory where storage is refused. */
export function keptId(storage: () => Storage, key: string): string {
  try {
    const known = storage().getItem(key);
    if (known) return known;
    const minted = randomId();
    storage().setItem(key, minted);
    return minted;
  } catch {
    return randomId();
  }
}

/** This tab, across reloads. A duplicated tab copies it, which is why claims exist. */
export const executorId = (): string => keptId(() => sessionStorage, "longwire-executor");

/** The files of this browser profile: tabs with one desk can stand in for each other. */
export const deskId = (): string => keptId(() => localStorage, "longwire-desk");
