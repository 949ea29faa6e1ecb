import type { ContextNode } from "./context";
import type { Create } from "./create";

/** A finished response that may be continued. */
export type ResponseRecord = {
  id: string;
  create: Create;
  node: ContextNode;
  /** What instructions and tools cost, and the text that was counted, so that the same ones are not counted twice. */
  prefix: { text: string; tokens: number };
};
