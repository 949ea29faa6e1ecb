import type { Command } from "../../../lib/protocol/command";
import type { Visibility } from "../../../lib/protocol/role";
import type { ClientFrame } from "../../../lib/protocol/frame";
import type { SessionView } from "../../../lib/client/state";
import { Browser, Tab } from "./browser";
import { messageText } from "./model-text";
import { SimulatedPage } from "./page";
import type { World } from "./world";

export type Given = { tab: Tab; sessionId: string; commandId: string };

/** The people: an owner with tabs, a reader with one, and the sessions that they look at. */
export class Cast {
  readonly owner: Browser;
  readonly reader: Browser;
  readonly pages: SimulatedPage[] = [];
  readonly sessions: string[] = [];
  readonly deleted = new Set<string>();
  /** What owners have said, and must not be lost. */
  readonly given: Given[] = [];
  #said = 0;

  constructor(
    readonly world: World,
    sessions: number,
  ) {
    const id = (kind: string): string => world.mintId(kind);
    this.owner = new Browser(id("principal"), id("desk"));
    this.reader = new Browser(id("principal"), id("desk"));
    for (let at = 0; at < sessions; at += 1) this.sessions.push(id("session"));
    this.open("owner");
  }

  /** A new tab, or a new life of one. */
  open(kind: Visibility, tab?: Tab): SimulatedPage {
    const browser = kind === "owner" ? this.owner : this.reader;
    const page = new SimulatedPage(this.world, tab ?? new Tab(browser, this.world.mintId("executor"), kind));
    this.pages.push(page);
    for (const sessionId of this.sessions) page.page.subscriptions.follow(sessionId);
    return page;
  }

  close(page: SimulatedPage): void {
    page.end();
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  of(kind: Visibility): SimulatedPage[] {
    return this.pages.filter(({ tab }) => tab.kind === kind);
  }

  /** The page that a number in [0, 1) stands for. */
  pick(kind: Visibility, at: number): SimulatedPage | null {
    const pages = this.of(kind).filter(({ life }) => life.isAwake);
    return pages[Math.floor(at * pages.length)] ?? null;
  }

  session(at: number): string {
    return this.sessions[Math.floor(at * this.sessions.length)] ?? "";
  }

  view(page: SimulatedPage, sessionId: string): SessionView | null {
    return page.view(sessionId) ?? null;
  }

  nextText(rounds: readonly (readonly string[])[]): string {
    this.#said += 1;
    return messageText(`m${this.#said}`, rounds);
  }

  /** A person's word in a page: it is to be in the log, or refused, in the end. */
  say(page: SimulatedPage, sessionId: string, how: "send" | "steer", rounds: readonly string[][]): void {
    const commandId = page.page.verbs[how](sessionId, this.nextText(rounds));
    this.given.push({ tab: page.tab, sessionId, commandId });
  }

  /** A frame on a page's wire that its own code did not send. */
  inject(page: SimulatedPage, frame: ClientFrame): void {
    page.link?.send("page", { text: JSON.stringify(frame) });
  }

  /** A command that nothing in the page stands for; its id. */
  command(page: SimulatedPage, sessionId: string, command: Command): string {
    const commandId = this.world.mintId("command");
    this.inject(page, { type: "command", sessionId, commandId, command });
    return commandId;
  }
}
