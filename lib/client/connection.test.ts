import { expect, test } from "vitest";
import type { ClientFrame, ServerFrame } from "../protocol/frame";
import { PROTOCOL_VERSION } from "../protocol/version";
import { createManualClock } from "../util/manual-clock.fixture";
import { createConnection } from "./connection";
import type { Link } from "./state";

class FakeSocket {
  readonly OPEN = 1;
  readyState = 0;
  readonly sent: ClientFrame[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text) as ClientFrame);
  }

  close(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1005 });
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: ServerFrame): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const WELCOME: ServerFrame = {
  type: "welcome",
  version: PROTOCOL_VERSION,
  build: "test",
  models: [],
  defaultModel: "echo",
};

type Answer = "ready" | "locked" | "unreachable";

function setUp({ random = (): number => 0.5, answers = [] as Answer[] } = {}) {
  const clock = createManualClock();
  const sockets: FakeSocket[] = [];
  const links: Link[] = [];
  const opened: number[] = [];
  const connection = createConnection({
    identify: () => Promise.resolve(answers.shift() ?? "ready"),
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    clock,
    random,
    onLink: (link) => links.push(link),
    onOpen: () => opened.push(clock.now()),
    onFrame: () => undefined,
  });
  const latest = (): FakeSocket => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  };
  return { clock, connection, sockets, links, opened, latest };
}

/** Lets promises that are settled already run on. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

async function greeted(options: Parameters<typeof setUp>[0] = {}) {
  const page = setUp(options);
  page.connection.start();
  await settle();
  page.latest().open();
  page.latest().say(WELCOME);
  return page;
}

test("[CLI-1] hello is the first frame, and nothing else is sent before the welcome", async () => {
  const { connection, latest, opened } = setUp();
  connection.start();
  await settle();
  latest().open();
  expect(connection.send({ type: "watch_sessions" })).toBe(false);
  expect(latest().sent).toEqual([{ type: "hello", version: PROTOCOL_VERSION }]);
  latest().say(WELCOME);
  expect(opened).toHaveLength(1);
  expect(connection.send({ type: "watch_sessions" })).toBe(true);
  expect(latest().sent.map((frame) => frame.type)).toEqual(["hello", "ping", "watch_sessions"]);
});

test("[CLI-2] [U11] a ping goes out after twenty quiet seconds, and its pong tells the round trip", async () => {
  const { clock, latest, links } = await greeted();
  latest().say({ type: "pong", sentAt: clock.now() });
  clock.advance(19_999);
  expect(latest().sent).toHaveLength(2);
  clock.advance(1);
  expect(latest().sent.at(-1)).toEqual({ type: "ping", sentAt: clock.now() });
  clock.advance(40);
  latest().say({ type: "pong", sentAt: clock.now() - 40 });
  expect(links.at(-1)).toEqual({ status: "connected", roundTripMs: 40 });
});

test("[CLI-3] [C42] [U12] [F21] a missed pong drops the socket and says since when", async () => {
  const { clock, latest, links, sockets } = await greeted();
  latest().say({ type: "pong", sentAt: clock.now() });
  clock.advance(29_999);
  expect(links.at(-1)?.status).toBe("connected");
  clock.advance(1);
  expect(latest().readyState).toBe(3);
  expect(links.at(-1)).toEqual({ status: "reconnecting", since: clock.now(), retryAt: clock.now() + 250 });
  expect(sockets).toHaveLength(1);
});

test("[CLI-4] a socket that never greets is dropped", async () => {
  const { clock, connection, latest, links } = setUp();
  connection.start();
  await settle();
  clock.advance(10_000);
  expect(latest().readyState).toBe(3);
  expect(links.at(-1)?.status).toBe("reconnecting");
});

test("[CLI-5] [C47] retries wait a full-jitter delay that doubles, and a lasting connection starts over", async () => {
  const { clock, connection, latest, links, sockets } = setUp({ random: () => 0.999 });
  connection.start();
  await settle();
  const delays: number[] = [];
  for (let attempt = 0; attempt < 4; attempt += 1) {
    latest().drop(1006);
    const link = links.at(-1);
    const delay = link && "retryAt" in link ? link.retryAt - clock.now() : -1;
    delays.push(delay);
    clock.advance(delay);
    await settle();
  }
  expect(delays).toEqual([500, 999, 1998, 3996]);
  expect(sockets).toHaveLength(5);
  latest().open();
  latest().say(WELCOME);
  clock.advance(5_000);
  latest().drop(1006);
  expect(links.at(-1)).toMatchObject({ retryAt: clock.now() + 500 });
});

test("[CLI-5][F24] a wait is at most 8 s in the first minute without a connection, and 30 s later", async () => {
  const { clock, connection, latest, links } = setUp({ random: () => 0.999 });
  connection.start();
  await settle();
  const delays: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    latest().drop(1006);
    const link = links.at(-1);
    const delay = link && "retryAt" in link ? link.retryAt - clock.now() : -1;
    delays.push(delay);
    clock.advance(delay);
    await settle();
  }
  expect(delays.slice(3, 6)).toEqual([3996, 7992, 7992]);
  expect(delays.at(-1)).toBe(29_970);
});

test("[CLI-6] a server that greets and drops at once is not hammered", async () => {
  const { clock, latest, links } = await greeted({ random: () => 0.999 });
  latest().drop(4400);
  clock.advance(500);
  await settle();
  latest().open();
  latest().say(WELCOME);
  latest().drop(4400);
  expect(links.at(-1)).toMatchObject({ status: "reconnecting", retryAt: clock.now() + 999 });
});

test("[CLI-7] close code 4426 means that the page is outdated, and it stays so", async () => {
  const { clock, connection, latest, links, sockets } = await greeted();
  latest().drop(4426);
  expect(links.at(-1)).toEqual({ status: "outdated" });
  clock.advance(600_000);
  connection.reconnectNow();
  await settle();
  expect(sockets).toHaveLength(1);
});

test("[CLI-8] a locked server opens no socket until it is asked again", async () => {
  const { clock, connection, links, sockets } = setUp({ answers: ["locked"] });
  connection.start();
  await settle();
  expect(links.at(-1)).toEqual({ status: "locked" });
  clock.advance(600_000);
  await settle();
  expect(sockets).toHaveLength(0);
  connection.reconnectNow();
  await settle();
  expect(sockets).toHaveLength(1);
});

test("[CLI-9] [C42] an unreachable server is asked again, at once when the page wakes", async () => {
  const { connection, links, sockets } = setUp({ answers: ["unreachable"] });
  connection.start();
  await settle();
  expect(links.at(-1)?.status).toBe("reconnecting");
  connection.reconnectNow();
  await settle();
  expect(sockets).toHaveLength(1);
});

test("[CLI-10] a closed connection neither retries nor hears its old socket", async () => {
  const { clock, connection, latest, links, sockets } = await greeted();
  const before = links.length;
  connection.close();
  latest().say(WELCOME);
  clock.advance(600_000);
  await settle();
  expect(links).toHaveLength(before);
  expect(sockets).toHaveLength(1);
  expect(connection.send({ type: "watch_sessions" })).toBe(false);
});

test("[CLI-11] [F3] a page that slept takes its silent socket for dead and opens another at once", async () => {
  const { clock, connection, latest, links, sockets } = await greeted();
  latest().say({ type: "pong", sentAt: clock.now() });
  clock.sleep(45_000);
  connection.reconnectNow();
  expect(sockets).toHaveLength(1);
  latest().say({ type: "pong", sentAt: clock.now() });
  clock.sleep(45_001);
  connection.reconnectNow();
  await settle();
  expect(sockets).toHaveLength(2);
  expect(links.at(-1)?.status).toBe("reconnecting");
});

test("[CLI-12] [F19] three sockets in a row that do not come up are said to be held back, and one that does ends it", async () => {
  const { clock, connection, latest, links } = setUp();
  connection.start();
  const said: string[] = [];
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await settle();
    latest().drop(1006);
    said.push(links.at(-1)?.status ?? "");
    clock.advance(30_000);
  }
  expect(said).toEqual(["reconnecting", "reconnecting", "blocked"]);
  await settle();
  latest().open();
  latest().say(WELCOME);
  expect(links.at(-1)?.status).toBe("connected");
  latest().drop(1006);
  expect(links.at(-1)?.status).toBe("reconnecting");
});

test("[CLI-12] a server that says why it closes holds nothing back", async () => {
  const { clock, connection, latest, links } = setUp();
  connection.start();
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await settle();
    latest().drop(1012);
    clock.advance(30_000);
  }
  expect(links.every(({ status }) => status !== "blocked")).toBe(true);
});
