import { createLazyDesk } from "../desk/lazy-desk";
import type { Desk } from "../desk/types";
import type { ClaimId, ExecutorId, SessionId } from "../protocol/ids";
import { dataPack } from "../tools/builtin/data/pack";
import { createJournal } from "../tools/journal";
import { createRegistry } from "../tools/registry";
import type { Runner } from "../tools/runner";
import { createRunner } from "../tools/runner";
import { holdClaim, isClaimAlive } from "./claim-lock";
import type { Commands } from "./commands";
import type { PageExecutor } from "./executor";
import { createPageExecutor } from "./executor";
import { deskId } from "./identity";
import type { SessionView } from "./state";

export type PageToolsOptions = {
  me: { executorId: ExecutorId; claimId: ClaimId };
  commands: Commands;
  views: () => Iterable<SessionView>;
};

/** This page's desk and tools, at work for the sessions that it owns. */
export class PageTools {
  readonly desk: Desk = createLazyDesk(deskId());
  readonly #views: () => Iterable<SessionView>;
  readonly #executor: PageExecutor;
  readonly #runner: Runner;
  readonly #restored: Promise<void>;
  #phase: "restoring" | "ready" = "restoring";

  constructor({ me, commands, views }: PageToolsOptions) {
    const { deskId } = this.desk;
    const registry = createRegistry(dataPack(this.desk));
    this.#views = views;
    this.#executor = createPageExecutor({ executorId: me.executorId, deskId, registry, commands });
    this.#runner = createRunner({
      me,
      registry,
      journal: createJournal(deskId),
      isClaimAlive,
      command: commands.give,
      now: () => performance.now(),
    });
    holdClaim(me.claimId);
    const ready = (): void => this.#ready();
    this.#restored = this.desk.restore().then(ready, ready);
  }

  /**
   * Calls wait for the desk: a table that is not there yet is not a table that does not exist. They wait
   * for the end of the backlog too: half a history shows calls that the other half has settled.
   */
  moved({ sessionId, session, role, phase }: SessionView): void {
    if (this.#phase === "ready" && phase === "live" && role === "owner")
      this.#runner.update(sessionId, session);
  }

  offer(sessionId: SessionId): void {
    this.#executor.attach(sessionId);
  }

  /** With the schemas: the server has not seen them yet. */
  offerWhole(sessionId: SessionId): void {
    this.#executor.attachWhole(sessionId);
  }

  close(): void {
    this.#runner.close();
    void this.#restored.then(() => this.desk.close());
  }

  #ready(): void {
    this.#phase = "ready";
    for (const view of this.#views()) this.moved(view);
  }
}
