import { randomId } from "../util/random-id";
import { ownName } from "./page-lock";

/** A value kept in browser storage, or in memory where storage is refused. */
export function keptId(storage: () => Storage, key: string): string {
  try {
    const known = storage().getItem(key);
    if (known) return known;
    return keep(storage, key, randomId());
  } catch {
    return randomId();
  }
}

function keep(storage: () => Storage, key: string, id: string): string {
  try {
    storage().setItem(key, id);
  } catch {
    // Storage is refused: the id lives as long as the page.
  }
  return id;
}

const EXECUTOR = "longwire-executor";
const tab = (): Storage => sessionStorage;

/** How long a page that is being reloaded may take to go. */
const HAND_OVER_MS = 1_500;

/** This tab, across reloads. A duplicated tab copies its storage: it becomes a tab of its own. */
export async function executorId(): Promise<string> {
  const known = keptId(tab, EXECUTOR);
  if (await ownName(known, HAND_OVER_MS)) return known;
  const own = keep(tab, EXECUTOR, randomId());
  await ownName(own, HAND_OVER_MS);
  return own;
}

/** The files of this browser profile: tabs with one desk can stand in for each other. */
export const deskId = (): string => keptId(() => localStorage, "longwire-desk");
