import WebSocket from "ws";
import { createConnection } from "../../../lib/client/connection";
import type { Link, SessionView } from "../../../lib/client/state";
import { emptyView, receiveCaughtUp, receiveEvents, receiveReset } from "../../../lib/client/view";
import type { ClientFrame, ServerFrame } from "../../../lib/protocol/frame";
import { systemClock } from "../../../lib/util/clock";

export type ClientPage = {
  view(): SessionView;
  links: Link["status"][];
  /** The unfinished text of the session at each moment that it was shown. */
  texts: string[];
  /** How often the page asked for events anew, the first time included. */
  subscriptions(): number;
  send(frame: ClientFrame): void;
  until(condition: (view: SessionView) => boolean): Promise<void>;
  close(): void;
};

type Visitor = { origin: string; cookie: string; sessionId: string };

/** The page's own connection and fold on a real socket: it comes back, asks for gaps, and drops doubles. */
export async function openClientPage({ origin, cookie, sessionId }: Visitor): Promise<ClientPage> {
  let view = emptyView(sessionId);
  let subscriptions = 0;
  const links: Link["status"][] = [];
  const texts: string[] = [];
  const listeners = new Set<() => void>();
  const subscribe = (): void => {
    subscriptions += 1;
    connection.send({ type: "subscribe", sessionId, cursor: view.cursor });
  };
  const receive = (frame: ServerFrame): void => {
    if (frame.type === "events") {
      const next = receiveEvents(view, frame);
      if (next === "gap") subscribe();
      else view = next;
    }
    if (frame.type === "caught_up") view = receiveCaughtUp(view, frame);
    if (frame.type === "reset") view = receiveReset(view, frame);
    for (const { text } of view.session.live.values()) texts.push(text);
    for (const listener of [...listeners]) listener();
  };
  const connection = createConnection({
    identify: () => Promise.resolve("ready"),
    openSocket: () =>
      new WebSocket(`${origin.replace("http", "ws")}/ws`, {
        headers: { cookie, origin },
      }) as unknown as globalThis.WebSocket,
    clock: systemClock,
    random: () => 0,
    onLink: ({ status }) => links.push(status),
    onOpen: subscribe,
    onFrame: receive,
  });
  const until = waiting(
    listeners,
    () => view,
    () => `links: ${links.join(" ")}; at ${view.cursor.seq}`,
  );
  connection.start();
  await until(({ phase }) => phase === "live");
  return {
    view: () => view,
    links,
    texts,
    subscriptions: () => subscriptions,
    send: (frame) => void connection.send(frame),
    until,
    close: connection.close,
  };
}

/** Waits for a condition, which is asked whenever a listener is called, for ten seconds at most. */
function waiting(
  listeners: Set<() => void>,
  view: () => SessionView,
  seen: () => string,
): ClientPage["until"] {
  return (condition) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        listeners.delete(check);
      };
      const check = (): void => {
        if (!condition(view())) return;
        stop();
        resolve();
      };
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`not seen within 10 s; ${seen()}`));
      }, 10_000);
      listeners.add(check);
      check();
    });
}
