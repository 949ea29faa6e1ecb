import type { Clock } from "../../../lib/util/clock";
import type { PagePorts } from "../../../lib/client/page";
import type { Bus } from "../../bus/port";
import type { LogPages } from "../../gateway/log-pages";
import type { Directory } from "../../host/directory";
import type { Rules } from "../../session/rules";
import type { Store } from "../../store/port";
import type { Upstream } from "../../upstream/port";

/**
 * Where a bug can be planted: around the ports and parts of the simulated system, never inside them. Each wrapper
 * is called once for every node, or page.
 */
export type Plant = {
  /** Beneath what the oracle watches, as an adapter with the bug would be. */
  store(store: Store): Store;
  bus(bus: Bus): Bus;
  clock(clock: Clock): Clock;
  rules(rules: Rules): Rules;
  upstream(upstream: Upstream): Upstream;
  directory(directory: Directory, store: Store): Directory;
  pages(pages: LogPages): LogPages;
  page(ports: PagePorts): PagePorts;
  /** The claim of a new page of the tab that has this executor. */
  claim(minted: string, executorId: string): string;
  /** A frame that leaves a server for a page; null: it does not. */
  frame(text: string): string | null;
};

const same = <T>(part: T): T => part;

export const NOTHING_PLANTED: Plant = {
  ...{ store: same, bus: same, clock: same, rules: same, upstream: same, directory: same, pages: same },
  ...{ page: same, claim: same, frame: same },
};
