import type { Cursor } from "../../lib/protocol/cursor";
import type { Visibility } from "../../lib/protocol/role";
import { singleFlight } from "../../lib/util/single-flight";
import type { Bus, Ring } from "../bus/port";
import type { LogPages } from "./log-pages";

export type FollowOptions = {
  sessionId: string;
  cursor: Cursor;
  visibility: Visibility;
  pages: LogPages;
  bus: Bus;
  /** Sends one frame; false when the socket is full: `resume` is called once it has drained. */
  send: (frame: string) => boolean;
  onCaughtUp: () => void;
  onError: (error: unknown) => void;
};

export type Following = {
  resume: () => void;
  /** Looks whether something was missed: a ring may be lost, and a read may fail. */
  nudge: () => void;
  stop: () => void;
};

/**
 * Streams a session to one viewer from its cursor on. A viewer at the head takes the frame that rides
 * with the doorbell; one that is behind, or whose socket is full, reads the store when it can.
 */
export function follow(options: FollowOptions): Following {
  const { sessionId, visibility, pages, bus } = options;
  let seq = options.cursor.seq;
  let phase: "catching_up" | "live" | "full" | "stopped" = "catching_up";
  let announce: () => void = options.onCaughtUp;

  const pump = singleFlight(async () => {
    while (phase !== "stopped" && phase !== "full") {
      const after = seq;
      const page = await pages.next({ sessionId, after, visibility });
      if (isStopped()) return;
      // A frame that rode with its ring was sent meanwhile.
      if (seq !== after) continue;
      if (page.frame !== null) deliver(page.frame, page.upTo);
      if (page.upTo >= page.head) return caughtUp();
    }
  }, options.onError);

  const isStopped = (): boolean => phase === "stopped";

  function caughtUp(): void {
    if (phase !== "catching_up") return;
    phase = "live";
    announce();
    announce = () => undefined;
  }

  function deliver(frame: string, upTo: number): void {
    seq = upTo;
    if (!options.send(frame)) phase = "full";
  }

  function onRing(ring: Ring): void {
    if (phase === "stopped" || phase === "full" || ring.upTo <= seq) return;
    if (phase === "live" && ring.after === seq && ring.frame)
      return deliver(ring.frame[visibility], ring.upTo);
    // Until the store has been read, a frame that rides along would overtake the read.
    phase = "catching_up";
    pump();
  }

  // Subscribing before the first read closes the race between the two.
  const unsubscribe = bus.onRing(sessionId, onRing);
  pump();
  return {
    resume: () => {
      if (phase !== "full") return;
      phase = "catching_up";
      pump();
    },
    nudge: pump,
    stop: () => {
      phase = "stopped";
      unsubscribe();
    },
  };
}
