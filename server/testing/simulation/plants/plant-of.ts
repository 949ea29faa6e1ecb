import type { Plant } from "../plant";
import { NOTHING_PLANTED } from "../plant";
import type { EventStore, ShareStore, Store } from "../../../store/port";

/** A bug by its name, made anew for every schedule: what it remembers must not outlive one. */
export type PlantedBug = { name: string; make: () => Plant };

export const bug = (name: string, make: () => Partial<Plant>): PlantedBug => ({
  name,
  make: () => ({ ...NOTHING_PLANTED, ...make() }),
});

type Events = (events: EventStore) => Partial<EventStore>;

export const eventsBug = (name: string, make: Events): PlantedBug =>
  bug(name, () => ({ store: (store) => ({ ...store, events: { ...store.events, ...make(store.events) } }) }));

type Shares = (shares: ShareStore, store: Store) => Partial<ShareStore>;

export const sharesBug = (name: string, make: Shares): PlantedBug =>
  bug(name, () => ({
    store: (store) => ({ ...store, shares: { ...store.shares, ...make(store.shares, store) } }),
  }));
