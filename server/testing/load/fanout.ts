import { setTimeout as wait } from "node:timers/promises";
import { TestPage } from "../page";
import type { Target } from "../target/target";
import { script } from "../test-tools";
import { dial } from "./dial";
import { guestsOf } from "./guests";
import { SlowViewer } from "./slow-viewer";
import { Watcher } from "./watcher";

export type FanoutSize = {
  viewers: number;
  slow: number;
  /** Turns without the slow ones, and as many with them. */
  turns: number;
  /** One turn: so many pieces of so many characters, each so many milliseconds after the other. */
  pieces: number;
  chars: number;
  everyMs: number;
};

export type Fanout = {
  /** p99 of the fast viewers' waits, in milliseconds, for each turn. */
  alone: number[];
  beside: number[];
  /** Slow ones that the server cut, and that then came to the session's end from where they stood. */
  cut: number;
  resumed: number;
};

const READS_EVERY_MS = 1_000;
const CUT_WITHIN_MS = 90_000;
const LOOKS_EVERY_MS = 200;

/** One session that streams to many viewers: first without, then with some who read 1 KiB a second. */
export async function fanout(target: Target, size: FanoutSize): Promise<Fanout> {
  const { origin } = target;
  const owner = await TestPage.open(origin);
  await owner.create("scripted");
  const guests = await guestsOf(origin, owner, size.viewers + 2 * size.slow);
  const guest = (at: number): string => guests[at % guests.length] ?? "";
  const watchers: Watcher[] = [];
  while (watchers.length < size.viewers)
    watchers.push(new Watcher(await dial(origin, guest(watchers.length)), owner.sessionId));
  await Promise.all(watchers.map((watcher) => watcher.caughtUp()));
  await turn(owner, watchers, size);
  const alone = await turns(owner, watchers, size);
  const slow = Array.from(
    { length: size.slow },
    (_none, at) => new SlowViewer(origin, { cookie: guest(at), sessionId: owner.sessionId }),
  );
  const reading = setInterval(() => slow.forEach((viewer) => viewer.readSome()), READS_EVERY_MS);
  const beside = await turns(owner, watchers, size);
  const cut = await howManyAreCut(target, size.viewers + 1, size.slow);
  clearInterval(reading);
  const resumed = await resume(owner, slow, (at) => dial(origin, guest(at)));
  for (const watcher of watchers) watcher.socket.terminate();
  await owner.close();
  return { alone, beside, cut, resumed };
}

async function turns(owner: TestPage, watchers: readonly Watcher[], size: FanoutSize): Promise<number[]> {
  const p99s: number[] = [];
  while (p99s.length < size.turns) p99s.push(await turn(owner, watchers, size));
  return p99s;
}

async function turn(owner: TestPage, watchers: readonly Watcher[], size: FanoutSize): Promise<number> {
  const { pieces, chars, everyMs } = size;
  const ended = owner.state.turns.length + 1;
  const piece = { say: "x".repeat(chars), chunk: chars, every: everyMs };
  owner.say(script([[{ repeat: pieces, steps: [piece, { wait: everyMs }] }]]));
  const over = (): boolean => owner.state.turns.length >= ended && owner.state.turn.status === "idle";
  while (!over()) await Promise.race([owner.until(over).catch(() => undefined), wait(5_000)]);
  await Promise.all(watchers.map((watcher) => watcher.reached(owner.cursor.seq)));
  const ages = watchers.flatMap((watcher) => watcher.takeAges()).sort((a, b) => a - b);
  return ages[Math.floor(ages.length * 0.99)] ?? NaN;
}

/** Of those who stay too slow the server rids itself: what it counts, for whoever does not read hears no close. */
async function howManyAreCut(target: Target, fast: number, slow: number): Promise<number> {
  const limit = performance.now() + CUT_WITHIN_MS;
  for (;;) {
    const { viewers } = await target.figures();
    if (viewers <= fast || performance.now() > limit) return fast + slow - viewers;
    await wait(LOOKS_EVERY_MS);
  }
}

/** Each goes on from the last frame that it has read to its end. */
async function resume(
  owner: TestPage,
  slow: readonly SlowViewer[],
  open: (at: number) => ReturnType<typeof dial>,
): Promise<number> {
  let resumed = 0;
  for (const [at, viewer] of slow.entries()) {
    const watcher = new Watcher(await open(at), owner.sessionId, viewer.cursor());
    await watcher.reached(owner.cursor.seq);
    resumed += 1;
    watcher.socket.terminate();
    viewer.destroy();
  }
  return resumed;
}
