import { setTimeout as wait } from "node:timers/promises";
import { TestPage } from "../page";
import type { Target } from "../target/target";

const EVERY_MS = 200;

/** Somebody else: two pages of one session, of which one renames it again and again and the other must see it. */
export type Observer = { stop(): Promise<{ served: number; slowestMs: number }> };

export async function observe({ origin }: Target): Promise<Observer> {
  const owner = await TestPage.open(origin);
  await owner.create("echo");
  const { cookie, sessionId } = owner;
  const other = await TestPage.open(origin, { cookie, sessionId });
  other.subscribe();
  await other.frame("caught_up");
  const seen = { served: 0, slowestMs: 0, stopped: false };
  const watching = (async (): Promise<void> => {
    for (; !seen.stopped; seen.served += 1) {
      const title = `title ${seen.served}`;
      const start = performance.now();
      owner.command({ type: "rename", title });
      await other.until(({ state }) => state.title === title);
      seen.slowestMs = Math.max(seen.slowestMs, performance.now() - start);
      await wait(EVERY_MS);
    }
  })();
  watching.catch(() => undefined);
  return {
    stop: async () => {
      seen.stopped = true;
      await watching;
      await Promise.all([owner.close(), other.close()]);
      return seen;
    },
  };
}
