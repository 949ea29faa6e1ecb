import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mintCookie } from "../page";
import { wrongs } from "./oracle";
import { ChaosPage } from "./page";
import { freePort, ServerProcess } from "./process";
import { storyAt } from "./scripts";

export type FleetOptions = { sessions: number; random: () => number };

const SETTLE_MS = 30_000;
/** No page is given up while the server is being killed again and again: settling is what has a limit. */
const A_LONG_TIME_MS = 3_600_000;

/** A server that dies and comes back, and the pages that talk to it all the while. */
export class Fleet {
  readonly pages: ChaosPage[] = [];
  /** Milliseconds from each start of the server until every page was live again. */
  readonly recoveries: number[] = [];
  server: ServerProcess;
  #talks: Promise<void>[] = [];
  #phase: "talking" | "quiet" = "quiet";

  private constructor(
    readonly port: number,
    readonly directory: string,
    readonly random: () => number,
  ) {
    this.server = new ServerProcess({ port, directory });
  }

  static async start({ sessions, random }: FleetOptions): Promise<Fleet> {
    const directory = mkdtempSync(path.join(tmpdir(), "longwire-chaos-"));
    const fleet = new Fleet(await freePort(), directory, random);
    await fleet.#mustListen();
    fleet.cookie = await mintCookie(fleet.origin);
    await fleet.#open(sessions);
    return fleet;
  }

  cookie = "";
  /** What the sessions that were left have seen. */
  readonly past = { sessions: 0, acked: 0, longestLog: 0 };

  /** All that was seen, in the sessions that go on and in those that were left. */
  totals(): Fleet["past"] {
    return this.pages.reduce(
      (sum, { acked, view }) => ({
        sessions: sum.sessions + 1,
        acked: sum.acked + acked.size,
        longestLog: Math.max(sum.longestLog, view.session.seq),
      }),
      this.past,
    );
  }

  /** Leaves the sessions and begins as many new ones, as people do: a log that grows for an hour is no session. */
  async renew(): Promise<void> {
    Object.assign(this.past, this.totals());
    const left = this.pages.splice(0);
    for (const page of left) page.close();
    await this.#open(left.length);
  }

  async #open(sessions: number): Promise<void> {
    for (let at = 0; at < sessions; at += 1) {
      const page = new ChaosPage({ origin: this.origin, cookie: this.cookie, random: this.random });
      page.create();
      this.pages.push(page);
    }
    await Promise.all(this.pages.map((page) => page.until(({ view }) => view.phase === "live")));
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Every page sends its next message as soon as its turn has ended. */
  talk(): void {
    if (this.#phase === "talking") return;
    this.#phase = "talking";
    this.#talks = this.pages.map((page) => this.#talkOn(page));
  }

  /** Lets every turn end, and says what is wrong then. */
  async settle(): Promise<string[]> {
    this.#phase = "quiet";
    await Promise.all(this.pages.map((page) => page.until(() => page.isIdle(), SETTLE_MS)));
    await Promise.all(this.#talks);
    const all: string[] = [];
    for (const page of this.pages)
      all.push(...(await wrongs(page, this)).map((wrong) => `${page.sessionId}: ${wrong}`));
    return all;
  }

  /** Starts the next server, which may be one that is to die while it starts. */
  async restart(env: Record<string, string> = {}): Promise<"up" | "died"> {
    const began = performance.now();
    this.server = new ServerProcess({ port: this.port, directory: this.directory, env });
    if (!(await this.server.ready())) return "died";
    for (const page of this.pages) page.comeBack();
    const back = this.pages.map((page) => page.until(({ caughtUpAt }) => caughtUpAt > began));
    const died = this.server.exited.then(() => "died" as const);
    const outcome = await Promise.race([Promise.all(back).then(() => "up" as const), died]);
    if (outcome === "up") this.recoveries.push(performance.now() - began);
    else for (const wait of back) wait.catch(() => undefined);
    return outcome;
  }

  /** A new version: the server is told to stop, and the next one started once it has. Milliseconds that it drained. */
  async deploy(): Promise<number> {
    const began = performance.now();
    const { code } = await this.server.end("SIGTERM");
    const stopped = performance.now();
    if (code !== 0) throw new Error(`ended with ${code}: ${this.server.lines.join("\n")}`);
    this.server = new ServerProcess({ port: this.port, directory: this.directory });
    await this.#mustListen();
    await Promise.all(
      this.pages.map((page) => page.until(({ caughtUpAt }) => caughtUpAt > stopped, SETTLE_MS)),
    );
    return stopped - began;
  }

  async stop(): Promise<void> {
    for (const page of this.pages) page.close();
    await this.server.end("SIGKILL");
    rmSync(this.directory, { recursive: true, force: true });
  }

  async #talkOn(page: ChaosPage): Promise<void> {
    while (this.#phase === "talking") {
      page.say(storyAt(Math.floor(this.random() * 3)).text);
      await page.until(() => page.isIdle(), A_LONG_TIME_MS);
    }
  }

  async #mustListen(): Promise<void> {
    if (!(await this.server.ready())) throw new Error(this.server.lines.join("\n"));
  }
}
