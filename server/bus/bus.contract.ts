import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Bus, Ring } from "./port";

const ring = (upTo: number, sessionId = "s1"): Ring => ({
  sessionId,
  epoch: 1,
  after: upTo - 1,
  upTo,
  frame: { owner: `{"upTo":${upTo}}`, guest: "{}" },
});

/** What every bus promises when nothing is lost. `open` gives a fresh bus; it is closed after each test. */
export function busContract(name: string, open: () => Bus): void {
  describe(`bus contract: ${name}`, () => {
    let bus = open();
    beforeEach(() => {
      bus = open();
    });
    afterEach(() => bus.close());

    test("a ring reaches every listener of its session, in order, and no other's", async () => {
      const [one, two, other] = [vi.fn(), vi.fn(), vi.fn()];
      bus.onRing("s1", one);
      bus.onRing("s1", two);
      bus.onRing("s2", other);
      for (const upTo of [1, 2, 3]) bus.ring(ring(upTo));
      await vi.waitFor(() => expect(two).toHaveBeenCalledTimes(3));
      expect(one.mock.calls).toEqual([[ring(1)], [ring(2)], [ring(3)]]);
      expect(two.mock.calls).toEqual(one.mock.calls);
      expect(other).not.toHaveBeenCalled();
    });

    test("a ring may carry no frame", async () => {
      const listener = vi.fn();
      bus.onRing("s1", listener);
      bus.ring({ ...ring(4), frame: null });
      await vi.waitFor(() => expect(listener).toHaveBeenCalledWith({ ...ring(4), frame: null }));
    });

    test("unsubscribing stops one subscription, even of a listener that subscribed twice", async () => {
      const listener = vi.fn();
      const undo = bus.onRing("s1", listener);
      bus.onRing("s1", listener);
      undo();
      undo();
      bus.ring(ring(1));
      await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1));
    });

    test("a listener may unsubscribe itself while it is called", async () => {
      const [once, always] = [vi.fn(), vi.fn()];
      const undo = bus.onRing("s1", () => {
        once();
        undo();
      });
      bus.onRing("s1", always);
      bus.ring(ring(1));
      bus.ring(ring(2));
      await vi.waitFor(() => expect(always).toHaveBeenCalledTimes(2));
      expect(once).toHaveBeenCalledTimes(1);
    });

    test("changes of access and of a list reach their own listeners only", async () => {
      const [access, list, rings] = [vi.fn(), vi.fn(), vi.fn()];
      bus.onAccessChanged("x", access);
      bus.onListChanged("x", list);
      bus.onRing("x", rings);
      bus.accessChanged("x");
      await vi.waitFor(() => expect(access).toHaveBeenCalledTimes(1));
      expect(list).not.toHaveBeenCalled();
      bus.listChanged("x");
      await vi.waitFor(() => expect(list).toHaveBeenCalledTimes(1));
      bus.accessChanged("y");
      bus.listChanged("y");
      expect([access, list, rings].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 0]);
    });

    test("a closed bus is silent", async () => {
      const listener = vi.fn();
      bus.onRing("s1", listener);
      await bus.close();
      bus.onRing("s1", listener);
      bus.ring(ring(1));
      bus.accessChanged("s1");
      expect(listener).not.toHaveBeenCalled();
    });
  });
}
