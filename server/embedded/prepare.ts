import type { Item } from "../../lib/responses/item";
import type { Backend } from "./backend";
import { contextError, contextItems } from "./context";
import type { Create } from "./create";
import { previousResponseNotFound, Refusal, requestError } from "./errors";
import type { ResponseRecord } from "./record";

/** The models on offer; a `ReadonlyMap` is one. */
export type Models = { get(id: string): Backend | undefined; keys(): Iterable<string> };

export type Prepared = {
  create: Create;
  backend: Backend;
  parent: { record: ResponseRecord; cached: boolean } | null;
  /** What this request adds to its parent's context. */
  newItems: readonly Item[];
  /** The whole context, oldest first. */
  context: readonly Item[];
};

export type Sources = {
  models: Models;
  /** The latest response of a lane of this connection, if that is its id. */
  cached: (id: string) => ResponseRecord | null;
  /** A response kept by `store:true`. */
  stored: (id: string) => ResponseRecord | null;
  /** Steer input that waits for this parent. */
  steered: (parentId: string) => readonly Item[];
};

/** Finds what a create needs, or says why it is refused. Changes nothing. */
export function prepare(create: Create, sources: Sources): Prepared | Refusal {
  const { model } = create.settings;
  const backend = sources.models.get(model);
  if (backend === undefined) return new Refusal(modelNotFound(model, sources.models));
  const parent = findParent(create.previousResponseId, sources);
  if (parent instanceof Refusal) return parent;
  const steered = parent === null ? [] : sources.steered(parent.record.id);
  const newItems = steered.length === 0 ? create.input : [...steered, ...create.input];
  const context = [...contextItems(parent?.record.node ?? null), ...newItems];
  const objection = contextError(context);
  return objection === null ? { create, backend, parent, newItems, context } : new Refusal(objection);
}

function findParent(id: string | null, { cached, stored }: Sources): Prepared["parent"] | Refusal {
  if (id === null) return null;
  const hit = cached(id);
  if (hit !== null) return { record: hit, cached: true };
  const record = stored(id);
  return record === null ? new Refusal(previousResponseNotFound(id)) : { record, cached: false };
}

function modelNotFound(model: string, models: Models) {
  const names = [...models.keys()].join(", ");
  return requestError(`The model '${model}' does not exist here. Available: ${names}.`, {
    status: 404,
    code: "model_not_found",
    param: "model",
  });
}
