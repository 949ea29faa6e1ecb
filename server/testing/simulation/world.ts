import type { ServerFrame } from "../../../lib/protocol/frame";
import { createMemoryStore } from "../../store/memory";
import type { Store } from "../../store/port";
import type { Tab } from "./browser";
import type { BusWeather } from "./bus";
import { Doorbells, FAIR_BUS } from "./bus";
import type { Dice } from "./dice";
import { createDice } from "./dice";
import { EffectCount } from "./effects";
import { Grants } from "./grants";
import { Life } from "./life";
import { Link } from "./link";
import type { ServerNode } from "./node";
import { openNode } from "./node";
import { bugLog } from "./node-log";
import { Oracle } from "./oracle";
import type { SimulatedPage } from "./page";
import type { Plant } from "./plant";
import { Provider } from "./provider";
import { RequestWatch } from "./request-watch";
import type { StoreWeather } from "./store";
import { FAIR_STORE, throughWeather } from "./store";
import { Timeline } from "./timeline";
import { watched } from "./watched-store";

/** Everything there is: a store, nodes, a provider, wires and time. Nobody acts in it by himself but programs. */
export class World {
  readonly timeline = new Timeline();
  readonly dice: Dice;
  readonly oracle = new Oracle();
  readonly effects = new EffectCount(this.oracle);
  readonly storeWeather: StoreWeather = { ...FAIR_STORE };
  readonly busWeather: BusWeather = { ...FAIR_BUS };
  readonly grants: Grants;
  readonly provider: Provider;
  /** Beneath all weather. */
  readonly store: Store;
  readonly nodes: ServerNode[] = [];
  readonly #bells: Doorbells;
  #minted = 0;
  #heard = 0;

  constructor(
    seed: number,
    nodes: number,
    readonly plant: Plant,
  ) {
    const { timeline: clock } = this;
    this.dice = createDice(seed);
    this.store = plant.store(createMemoryStore());
    this.grants = new Grants(clock, this.oracle);
    const watch = new RequestWatch(this.oracle);
    this.provider = new Provider({ clock, dice: this.dice, watch });
    this.#bells = new Doorbells({ clock, dice: this.dice, weather: this.busWeather });
    for (let at = 0; at < nodes; at += 1) this.nodes.push(this.#openNode());
  }

  /** Nothing stands in the way of a doorbell or of a look at the store. */
  get isFair(): boolean {
    const { storeWeather, busWeather, nodes } = this;
    const isStoreFair = !storeWeather.isDown && storeWeather.slowestMs <= FAIR_STORE.slowestMs;
    return isStoreFair && busWeather.lost === 0 && nodes.every(({ life }) => life.isAwake);
  }

  becomeFair(): void {
    Object.assign(this.storeWeather, FAIR_STORE);
    Object.assign(this.busWeather, FAIR_BUS);
  }

  mintId(kind: string): string {
    this.#minted += 1;
    return `${kind}-${String(this.#minted).padStart(15, "0")}`;
  }

  /** Where a page that comes now arrives; null: nobody is there. */
  nodeFor(_tab: Tab): ServerNode | null {
    const [first, ...rest] = this.nodes.filter(({ life }) => !life.isDead);
    return first ? this.dice.pick([first, ...rest]) : null;
  }

  connect(page: SimulatedPage): Link {
    const node = this.nodeFor(page.tab) ?? this.nodes[0];
    if (!node) throw new Error("a world without nodes");
    const link: Link = new Link({
      clock: this.timeline,
      dice: this.dice,
      ends: { page: page.life, server: node.life },
      onServerSends: (text) => {
        const sent = this.plant.frame(text);
        if (sent?.startsWith('{"type":"events"')) {
          const frame = JSON.parse(sent) as Extract<ServerFrame, { type: "events" }>;
          this.oracle.sent(frame, page.tab.kind);
          this.grants.sent(frame.sessionId, page.tab);
        }
        return sent;
      },
      onPageHears: (text) => this.#heardBy(page, text),
    });
    for (const { life } of [node, page]) life.onDeath(() => link.cut());
    if (node.life.isDead) link.cut();
    else this.timeline.after(1 + this.dice.below(10), () => this.#accept(node, page, link));
    return link;
  }

  /** Its memory is gone, its sockets break; another process takes its place. */
  crash(at: number): void {
    this.nodes[at]?.life.die();
    this.nodes[at] = this.#openNode();
  }

  #accept(node: ServerNode, page: SimulatedPage, link: Link): void {
    const { principal } = page.tab.browser;
    node.life.pass(() => {
      if (!link.isOpen) return;
      node.gateway.accept(link.server.socket, { principal, address: "127.0.0.1" });
      page.life.pass(() => (link.isOpen ? link.page.open() : undefined));
    });
  }

  #heardBy(page: SimulatedPage, text: string): void {
    const frame = JSON.parse(text) as ServerFrame;
    if (frame.type === "reset") this.oracle.note(`${page.tab.kind} reset: ${frame.reason}`);
    if (frame.type === "rejected") {
      this.oracle.note(`${page.tab.kind} refused: ${frame.error.code}`);
      page.tab.refused.add(frame.commandId);
    }
    const isLook = frame.type === "caught_up" || (frame.type === "events" && (this.#heard += 1) % 8 === 0);
    const view = isLook ? page.view(frame.sessionId) : undefined;
    if (view) this.oracle.viewed(view, page.tab.kind);
  }

  #openNode(): ServerNode {
    const { timeline: clock, dice, plant, oracle } = this;
    const life = new Life(clock);
    const name = this.mintId("node");
    const shared = watched(this.store, { oracle, node: name });
    return openNode({
      ...{ name, life, plant, random: dice.random },
      store: throughWeather(shared, {
        ...{ clock, dice, life, weather: this.storeWeather },
        onStruck: (how) => oracle.note(`store: ${how}`),
      }),
      bus: this.#bells.join(life),
      dial: this.provider.dialFor(life),
      log: bugLog((what) => oracle.violate(what)),
    });
  }
}
