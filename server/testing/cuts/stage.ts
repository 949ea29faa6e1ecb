import { startFaultProxy, type FaultProxy, type Wire, type WireFault } from "../fault-proxy";
import { mintCookie } from "../page";
import { startServer, type TestServer } from "../start-server";
import { DIALOGUE } from "./dialogue";
import { fastClock } from "./fast-clock";
import { wrongs } from "./oracle";
import { WiredPage } from "./wired-page";

/** Which of a server's two connections is broken. */
export type Side = "browser" | "upstream";

/** Those of the page and of the line to the provider: as shipped, or gone by in a fraction of their time. */
export type Waits = "shipped" | "hurried";

/** What became of a dialogue whose first connection met a fault. */
export type Outcome = {
  /** The connection that met it. */
  wire: Wire | undefined;
  /** How its turns ended. */
  ends: readonly string[];
  wrong: readonly string[];
};

/** How many times as fast hurried waits go by. A page must not take a busy machine for a dead connection. */
const PAGE_HURRY = 8;
const LINE_HURRY = 15;
/** Who draws such lots comes back at once. */
const SOON = 0.01;
const PATIENCE_MS = 20_000;

/** A server with a proxy on one of its sides, for one dialogue after the other. */
export class Stage {
  private constructor(
    private readonly side: Side,
    private readonly server: TestServer,
    private readonly proxy: FaultProxy,
    private readonly waits: Waits,
  ) {}

  static async open(side: Side, waits: Waits): Promise<Stage> {
    const hurry = waits === "shipped" ? 1 : LINE_HURRY;
    let at = Date.now();
    const options = { upstreamClock: fastClock(hurry), now: () => (at += 1_000) };
    if (side === "browser") {
      const server = await startServer(options);
      return new Stage(side, server, await startFaultProxy(server.port), waits);
    }
    const proxies: FaultProxy[] = [];
    const through = async (url: string): Promise<string> => {
      const proxy = await startFaultProxy(Number(new URL(url).port));
      proxies.push(proxy);
      return url.replace(/:\d+/, `:${proxy.port}`);
    };
    const server = await startServer({ ...options, through });
    const [proxy] = proxies;
    if (!proxy) throw new Error("unreachable");
    return new Stage(side, server, proxy, waits);
  }

  /** Holds the dialogue in a session of its own; its first connection on this side meets the fault. */
  async play(fault: WireFault, random: () => number): Promise<Outcome> {
    const { side, server, proxy, waits } = this;
    const { origin } = server;
    const cookie = await mintCookie(origin);
    const at = proxy.wires.length;
    proxy.next(fault);
    const port = side === "browser" ? proxy.port : server.port;
    const hurry = waits === "shipped" ? 1 : PAGE_HURRY;
    const page = new WiredPage({ origin, port, cookie, hurry, random: () => SOON * random() });
    try {
      const commandIds = await hold(page);
      const head = (await server.store.events.head(page.sessionId))?.seq ?? 0;
      await page.until(({ cursor, phase }) => phase === "live" && cursor.seq >= head, PATIENCE_MS);
      const wrong = await wrongs(page, { store: server.store, side, commandIds });
      return { wire: proxy.wires[at], ends: endsOf(page), wrong };
    } catch (error) {
      return { wire: proxy.wires[at], ends: endsOf(page), wrong: [String(error)] };
    } finally {
      page.close();
      proxy.calm();
    }
  }

  async close(): Promise<void> {
    await this.proxy.close();
    await this.server.stop();
  }
}

const endsOf = ({ view }: WiredPage): string[] => view?.session.turns.map(({ end }) => end.reason) ?? [];

/** Says everything, each message once the turn before it has ended. The ids of their commands. */
async function hold(page: WiredPage): Promise<string[]> {
  const commandIds: string[] = [];
  for (const { text } of DIALOGUE) {
    commandIds.push(page.say(text));
    const said = commandIds.length;
    await page.until(
      ({ session, outbox }) =>
        outbox.length === 0 && session.turn.status === "idle" && session.turns.length >= said,
      PATIENCE_MS,
    );
  }
  return commandIds;
}
