import type { Page, PagePorts } from "../../../lib/client/page";
import { createPage } from "../../../lib/client/page";
import type { SessionView } from "../../../lib/client/state";
import { createRegistry } from "../../../lib/tools/registry";
import type { Tab } from "./browser";
import { Life } from "./life";
import type { Link } from "./link";
import { simulatedTools } from "./tools";
import type { World } from "./world";

/** One life of a tab: the page's own client, without a browser. */
export class SimulatedPage {
  readonly life: Life;
  readonly claimId: string;
  readonly page: Page;
  /** Commands as they left, by their id. */
  readonly sent = new Map<string, string>();
  link: Link | null = null;

  constructor(
    readonly world: World,
    readonly tab: Tab,
  ) {
    const { browser } = tab;
    this.life = new Life(world.timeline);
    this.claimId = world.plant.claim(world.mintId("claim"), tab.executorId);
    browser.liveClaims.add(this.claimId);
    this.life.onDeath(() => browser.liveClaims.delete(this.claimId));
    this.page = createPage(world.plant.page(this.#ports()));
    this.page.open();
  }

  view(sessionId: string): SessionView | undefined {
    return this.page.store.view(sessionId);
  }

  /** The tab is closed or reloaded: nothing of it runs on. */
  end(): void {
    this.page.close();
    this.life.die();
    this.link?.cut();
  }

  #ports(): PagePorts {
    const { world, tab } = this;
    const { browser, executorId } = tab;
    const clock = this.life.ownClock;
    const me = { executorId, claimId: this.claimId };
    const onEffect = (callId: string): void => world.effects.happened(callId, me);
    return {
      ...{ me, clock, outbox: this.#outbox() },
      random: world.dice.random,
      mintId: () => world.mintId("command"),
      identify: () => this.#identify(),
      openSocket: () => this.#open(),
      batch: () => ({ request: () => undefined }),
      workspaceFor: () => null,
      tools: {
        registry: createRegistry(simulatedTools({ clock, dice: world.dice, me, onEffect })),
        journal: browser.journal,
        isClaimAlive: (claimId) => Promise.resolve(browser.liveClaims.has(claimId)),
        after: clock.after,
        stopwatch: clock.now,
        desk: { deskId: browser.deskId, close: () => Promise.resolve(), restore: () => Promise.resolve() },
      },
    };
  }

  #outbox(): PagePorts["outbox"] {
    const { outbox } = this.tab;
    return { ...outbox, all: async () => (await outbox.all()).sort((one, other) => one.at - other.at) };
  }

  #identify(): ReturnType<PagePorts["identify"]> {
    return Promise.resolve(this.world.nodeFor(this.tab) ? "ready" : "unreachable");
  }

  #open(): WebSocket {
    this.link = this.world.connect(this);
    this.link.onPageSends = (text) => this.#note(text);
    return this.link.page.socket;
  }

  #note(text: string): void {
    const commandId = /^{"type":"command".*?"commandId":"([^"]+)"/.exec(text)?.[1];
    if (commandId !== undefined) this.sent.set(commandId, text);
  }
}
