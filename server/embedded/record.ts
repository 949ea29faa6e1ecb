import type { ContextNode } from "./context";

/** A finished response that may be continued. Many are kept: it holds its items, and of its settings nothing. */
export type ResponseRecord = {
  id: string;
  node: ContextNode;
  /** What instructions and tools cost, and the digest of them, so that the same ones are not counted twice. */
  prefix: { digest: string; tokens: number };
};
