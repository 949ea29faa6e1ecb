import type { Backend } from "./backend";
import type { Models } from "./prepare";

/** Models that are not named one by one. */
export type OtherModels = {
  /** Null for an id that it has no model for. */
  modelFor: (id: string) => Backend | null;
  /** Those of them that are listed. */
  ids: readonly string[];
};

/** The named models first; `others` is asked for ids that they lack. */
export function catalogue(models: ReadonlyMap<string, Backend>, others: OtherModels | null): Models {
  if (others === null) return models;
  return {
    get: (id) => models.get(id) ?? others.modelFor(id) ?? undefined,
    keys: () => new Set([...models.keys(), ...others.ids]),
  };
}
