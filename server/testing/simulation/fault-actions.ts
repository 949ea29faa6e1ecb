import type { Choice, Perform } from "./actions";
import type { Cast } from "./cast";
import { MODEL_FAULTS } from "./model-faults";
import type { SimulatedPage } from "./page";

const LONG_MS = 25_000;

const anyPage = (cast: Cast, { a }: Choice): SimulatedPage | null =>
  cast.pages[Math.floor(a * cast.pages.length)] ?? null;

const later = (cast: Cast, part: number, run: () => void): void =>
  void cast.world.timeline.after(part * part * LONG_MS, run);

const cut: Perform = (cast, choice) => anyPage(cast, choice)?.link?.cut();

const hold: Perform = (cast, choice) => {
  const link = anyPage(cast, choice)?.link;
  link?.hold();
  if (link) later(cast, choice.b, () => link.release());
};

const reload: Perform = (cast, choice) => {
  const page = anyPage(cast, choice);
  if (!page) return;
  cast.close(page);
  if (choice.b < 0.9) cast.open(page.tab.kind, page.tab);
  else later(cast, choice.b * 10 - 9, () => cast.open(page.tab.kind, page.tab));
};

const closeTab: Perform = (cast, choice) => {
  const page = anyPage(cast, choice);
  if (page && cast.of("owner").length > 1) cast.close(page);
};

const openTab: Perform = (cast) => void (cast.pages.length < 5 ? cast.open("owner") : undefined);

/** The browser copies a tab with its storage: both speak for one executor, each with a claim of its own. */
const duplicateTab: Perform = (cast, { a }) => {
  const page = cast.pick("owner", a);
  if (page && cast.pages.length < 5) cast.open("owner", page.tab.copy());
};

const sleep: Perform = (cast, choice) => {
  const page = anyPage(cast, choice);
  page?.life.sleep();
  if (page) later(cast, choice.b * 2, () => page.life.wake());
};

const crash: Perform = (cast, { a }) => cast.world.crash(Math.floor(a * cast.world.nodes.length));

/** A node stands still while others take its sessions, and then goes on as if nothing had been. */
const pause: Perform = (cast, { a, b }) => {
  const node = cast.world.nodes[Math.floor(a * cast.world.nodes.length)];
  if (!node) return;
  node.life.sleep();
  cast.world.grants.blur();
  if (b < 0.8) for (const { link } of cast.pages) link?.cut();
  later(cast, b * 1.5, () => node.life.wake());
};

const JUMPS = [-3_600_000, -20_000, 20_000, 3_600_000] as const;
const jump: Perform = (cast, { a, b }) =>
  cast.world.nodes[Math.floor(a * cast.world.nodes.length)]?.life.jump(JUMPS[Math.floor(b * 4)] ?? 0);

const slowStore: Perform = (cast, { b }) => {
  cast.world.storeWeather.slowestMs = 2_000;
  cast.world.grants.blur();
  later(cast, b / 2, () => (cast.world.storeWeather.slowestMs = 3));
};

const storeDown: Perform = (cast, { b }) => {
  cast.world.storeWeather.isDown = true;
  cast.world.grants.blur();
  later(cast, b / 2, () => (cast.world.storeWeather.isDown = false));
};

const loseAnswer: Perform = (cast) => void (cast.world.storeWeather.lostAnswers = 1);

const loseBells: Perform = (cast, { b }) => {
  Object.assign(cast.world.busWeather, { lost: 0.6, doubled: 0.3, slowestMs: 400 });
  cast.world.grants.blur();
  later(cast, b, () => Object.assign(cast.world.busWeather, { lost: 0, doubled: 0, slowestMs: 3 }));
};

const armModel: Perform = (cast, { a }) => {
  const fault = MODEL_FAULTS[Math.floor(a * MODEL_FAULTS.length)];
  if (fault) cast.world.provider.arm(fault);
};

const dropModel: Perform = (cast) => cast.world.provider.dropAll();

export const FAULT_ACTIONS = {
  cut: { weight: 5, perform: cut },
  hold: { weight: 4, perform: hold },
  reload: { weight: 6, perform: reload },
  close_tab: { weight: 2, perform: closeTab },
  open_tab: { weight: 3, perform: openTab },
  duplicate_tab: { weight: 2, perform: duplicateTab },
  sleep: { weight: 2, perform: sleep },
  crash: { weight: 4, perform: crash },
  pause: { weight: 4, perform: pause },
  jump: { weight: 2, perform: jump },
  slow_store: { weight: 2, perform: slowStore },
  store_down: { weight: 2, perform: storeDown },
  lose_answer: { weight: 1, perform: loseAnswer },
  lose_bells: { weight: 3, perform: loseBells },
  arm_model: { weight: 9, perform: armModel },
  drop_model: { weight: 2, perform: dropModel },
} as const;
