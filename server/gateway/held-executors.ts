import type { GatewayDeps } from "./deps";

/** The executors that one socket speaks for. The last socket of one to go reports it away. */
export class HeldExecutors {
  readonly #deps: Pick<GatewayDeps, "presence" | "directory">;
  readonly #undo = new Map<string, () => void>();

  constructor(deps: Pick<GatewayDeps, "presence" | "directory">) {
    this.#deps = deps;
  }

  hold(sessionId: string, executorId: string): void {
    const { presence, directory } = this.#deps;
    const key = `${sessionId} ${executorId}`;
    if (this.#undo.has(key)) return;
    const letGo = presence.holdExecutor(sessionId, executorId);
    this.#undo.set(key, () => (letGo() ? directory.executorAway(sessionId, executorId) : undefined));
  }

  release(): void {
    for (const undo of this.#undo.values()) undo();
    this.#undo.clear();
  }
}
