import type { Desk } from "../desk/types";
import type { ClaimId, ExecutorId, SessionId } from "../protocol/ids";
import type { Runner, RunnerOptions } from "../tools/runner";
import { createRunner } from "../tools/runner";
import type { Commands } from "./commands";
import type { PageExecutor } from "./executor";
import { createPageExecutor } from "./executor";
import type { SessionView } from "./state";

export type ToolPorts = Pick<
  RunnerOptions,
  "registry" | "journal" | "isClaimAlive" | "after" | "stopwatch"
> & {
  desk: Pick<Desk, "deskId" | "close"> & { restore(): Promise<unknown> };
};

export type PageToolsOptions = ToolPorts & {
  me: { executorId: ExecutorId; claimId: ClaimId };
  commands: Commands;
  views: () => Iterable<SessionView>;
};

/** This page's tools, at work for the sessions that it owns. */
export class PageTools {
  readonly #desk: ToolPorts["desk"];
  readonly #views: () => Iterable<SessionView>;
  readonly #executor: PageExecutor;
  readonly #runner: Runner;
  readonly #restored: Promise<void>;
  readonly #stopListening: () => void;
  #phase: "restoring" | "ready" = "restoring";

  constructor({ desk, commands, views, ...rest }: PageToolsOptions) {
    const { registry, me } = rest;
    this.#desk = desk;
    this.#views = views;
    this.#executor = createPageExecutor({
      ...{ executorId: me.executorId, deskId: desk.deskId, registry, commands },
    });
    this.#runner = createRunner({ ...rest, command: commands.give });
    this.#stopListening = registry.onChange(() => this.#offerAgain());
    const ready = (): void => this.#ready();
    this.#restored = desk.restore().then(ready, ready);
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
    this.#stopListening();
    this.#runner.close();
    void this.#restored.then(() => this.#desk.close());
  }

  /** A session that is not live yet is offered what there is once it has caught up. */
  #offerAgain(): void {
    for (const { sessionId, role, phase } of this.#views())
      if (phase === "live" && role === "owner") this.offer(sessionId);
  }

  #ready(): void {
    this.#phase = "ready";
    for (const view of this.#views()) this.moved(view);
  }
}
