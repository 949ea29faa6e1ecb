import { MODEL_PLANTS } from "./model-plants";
import { PAGE_PLANTS } from "./page-plants";
import type { PlantedBug } from "./plant-of";
import { SERVER_PLANTS } from "./server-plants";
import { STORE_PLANTS } from "./store-plants";

export const PLANTS: readonly PlantedBug[] = [
  ...STORE_PLANTS,
  ...SERVER_PLANTS,
  ...MODEL_PLANTS,
  ...PAGE_PLANTS,
];

/** It takes a rare sequence to see them. */
const SLOW: ReadonlySet<string> = new Set([
  "every cursor is taken for a valid one",
  "a revoked link still lets in",
  "a session that was erased can still be read",
  "nobody looks for what a lost doorbell did not tell",
  "access is not looked up again, and its bell is not heard",
  "a turn whose owner is lost is left alone",
  "a page that went away is never missed",
  "a command is taken and forgotten now and then",
  "any page's outcome is taken for that of the page which has the call",
  "resets are not told",
]);

export const QUICK_PLANTS = PLANTS.filter(({ name }) => !SLOW.has(name));
