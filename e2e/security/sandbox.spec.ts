import type { Frame, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { SessionPage } from "../session-page";
import { CodePage } from "./code-page";
import { type Collector, startCollector, watch } from "./watch";
import {
  attempt,
  BELONGINGS,
  DOCUMENT_WAYS,
  type Ear,
  LEAVING_WAYS,
  SHOUTS,
  startEar,
  type Targets,
  type Ways,
  WORKER_WAYS,
} from "./ways-out";

let collector: Collector;
let stun: Ear;
let quic: Ear;

test.beforeEach(async () => {
  [collector, stun, quic] = await Promise.all([startCollector(), startEar(), startEar()]);
});
test.afterEach(async () => {
  await Promise.all([collector.close(), stun.close(), quic.close()]);
});

const targets = (own: string): Targets => ({
  ...{ to: collector.origin, own },
  ...{ stun: stun.port, quic: quic.port },
});

/** Everything that arrived, by the name of its way. */
const heard = (): string[] => [
  ...new Set(collector.calls.map((line) => /^\S+ \/([a-z-]*)/.exec(line)?.[1] ?? line)),
  ...(stun.heard() > 0 ? ["webrtc"] : []),
  ...(quic.heard() > 0 ? ["quic"] : []),
];

/** A last call from outside the browser: what was on its way before has come before it. */
async function heardUntilNow(): Promise<string[]> {
  await fetch(`${collector.origin}/the-end`);
  return heard();
}

/** What the page itself hears, beside the port of a frame: messages to its window, and on the channel of the shouts. */
async function listen(page: Page): Promise<string[]> {
  const shouts: string[] = [];
  await page.exposeFunction("noteShout", (text: string) => void shouts.push(text));
  await page.addInitScript(() => {
    if (window !== top) return;
    const note = Reflect.get(window, "noteShout") as (text: string) => void;
    addEventListener("message", ({ data, origin }) => note(`message ${String(data)} ${origin}`));
    new BroadcastChannel("longwire-out").addEventListener("message", ({ data }) =>
      note(`broadcast ${String(data)}`),
    );
  });
  return shouts;
}

const evaluate = (frame: Frame | Page, ways: Ways, own: string): Promise<unknown> =>
  frame.evaluate(`(async () => { ${attempt(ways, targets(own))} })()`);

/** The frame as the page makes it, without a run in it: its document is not for foreign code, but is fenced as well. */
async function openBareFrame(page: Page): Promise<Frame> {
  const loaded = page.waitForEvent("framenavigated", (frame) => frame.url().endsWith("/sandbox"));
  await page.evaluate(() => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.src = "/sandbox";
    document.body.append(frame);
  });
  const frame = await loaded;
  await frame.waitForLoadState();
  return frame;
}

/** The ways whose attempt did not end in an error. */
const open = (how: unknown): string[] =>
  Object.entries(how as Record<string, string>).flatMap(([name, end]) =>
    end === "done" || end === "late" ? [name] : [],
  );

const names = (...ways: Ways[]): string[] => ways.flatMap((each) => Object.keys(each)).sort();

/** A worker without a fence has none of these, and a filter that names another document is not fetched anywhere. */
const UNHEARD_FROM_A_WORKER = ["beacon", "shared-worker", "webrtc", "canvas-filter"];
const UNHEARD_FROM_A_DOCUMENT = ["canvas-filter"];
/** A document's own: see docs/adr/0020 on why no code of a model runs in one. */
const NOT_FENCED = "webrtc";

test("[S39] code of a model reaches no server by any way that a worker knows", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  const code = await CodePage.of(await SessionPage.open(page, "/"));
  const { value } = await code.run(attempt(WORKER_WAYS, targets(server.origin)));
  expect(names(value as Ways)).toEqual(names(WORKER_WAYS));
  expect(value).toMatchObject({
    ...{ webrtc: "ReferenceError", beacon: "TypeError", "shared-worker": "ReferenceError" },
    ...{ "worker-of-elsewhere": "ReferenceError", "fetch-in-a-blob-worker": "ReferenceError" },
  });
  expect(await heardUntilNow()).toEqual(["the-end"]);
  expect(seen.ran).toEqual([]);
});

test("[S39] each of these ways but those named is heard from a worker without the fence", async ({
  page,
  server,
}) => {
  await page.goto(`${collector.origin}/`);
  collector.calls.length = 0;
  const script = `(async () => { ${attempt(WORKER_WAYS, targets(server.origin))} })().then(postMessage)`;
  await page.evaluate(async (text) => {
    const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
    const worker = new Worker(url);
    return new Promise((resolve) => worker.addEventListener("message", resolve));
  }, script);
  const expected = names(WORKER_WAYS).filter((name) => !UNHEARD_FROM_A_WORKER.includes(name));
  await expect
    .poll(() =>
      heard()
        .filter((name) => name in WORKER_WAYS)
        .sort(),
    )
    .toEqual(expected);
});

test("[S39] the frame's own document, where no code of a model runs, reaches no server over HTTP either", async ({
  page,
  server,
}) => {
  await SessionPage.open(page, "/");
  const address = page.url();
  const { [NOT_FENCED]: _known, ...ways } = DOCUMENT_WAYS;
  await evaluate(await openBareFrame(page), ways, server.origin);
  for (const [name, way] of Object.entries(LEAVING_WAYS)) {
    const frame = await openBareFrame(page);
    // What leaves takes the answer of its attempt along.
    await evaluate(frame, { [name]: way }, server.origin).catch(() => undefined);
  }
  expect(await heardUntilNow()).toEqual(["the-end"]);
  expect(page.url()).toBe(address);
  expect(page.context().pages()).toHaveLength(1);
});

test("[S39] each of these ways but the one named is heard from a document without the fence", async ({
  page,
  server,
}) => {
  await page.goto(`${collector.origin}/`);
  await evaluate(page, DOCUMENT_WAYS, server.origin);
  for (const [name, way] of Object.entries(LEAVING_WAYS)) {
    await page.goto(`${collector.origin}/`);
    await evaluate(page, { [name]: way }, server.origin).catch(() => undefined);
    await expect.poll(heard).toContain(name);
  }
  const expected = names(DOCUMENT_WAYS).filter((name) => !UNHEARD_FROM_A_DOCUMENT.includes(name));
  await expect
    .poll(() =>
      heard()
        .filter((name) => name in DOCUMENT_WAYS)
        .sort(),
    )
    .toEqual(expected);
});

test("[S39] the page, its origin and its storage are out of reach", async ({ page, context, server }) => {
  const shouts = await listen(page);
  const asked: string[] = [];
  context.on("response", (response) => asked.push(new URL(response.url()).pathname));
  const code = await CodePage.of(await SessionPage.open(page, "/"));
  const title = await page.title();
  const { value } = await code.run(attempt({ ...BELONGINGS, ...SHOUTS }, targets(server.origin)));
  expect(names(value as Ways)).toEqual(names(BELONGINGS, SHOUTS));
  expect(open(value)).toEqual(["broadcast"]);
  expect(shouts).toEqual([]);

  // Playwright evaluates text in a document whatever its policy says.
  const frame = await openBareFrame(page);
  expect(open(await evaluate(frame, BELONGINGS, server.origin))).toEqual([
    "evaluation",
    "evaluation-by-name",
  ]);
  expect(open(await evaluate(frame, { broadcast: SHOUTS["broadcast"] ?? "" }, server.origin))).toEqual([
    "broadcast",
  ]);
  expect(shouts).toEqual([]);
  expect(asked).not.toContain("/api/sandbox-was-here");
  expect(await page.title()).toBe(title);
});

test("[S39] the page itself reaches what its frame does not, but for those named", async ({
  page,
  server,
}) => {
  const shouts = await listen(page);
  await SessionPage.open(page, "/");
  const how = await evaluate(page, BELONGINGS, server.origin);
  const unreached = ["opener-object", "service-worker"];
  expect(open(how).sort()).toEqual(names(BELONGINGS).filter((name) => !unreached.includes(name)));
  const other = await page.context().newPage();
  await other.goto(server.origin);
  await evaluate(other, SHOUTS, server.origin);
  await expect.poll(() => shouts).toEqual(["broadcast out"]);
  await evaluate(page, SHOUTS, server.origin);
  await expect.poll(() => shouts.filter((text) => text.startsWith("message out"))).toHaveLength(2);
});

test("[S39] the sandbox opened by itself has no origin either, and a foreign page cannot frame it", async ({
  page,
  server,
}) => {
  await page.goto(`${server.origin}/sandbox`);
  expect(await page.evaluate(() => self.origin)).toBe("null");
  await page.goto(`${collector.origin}/`);
  const refused = page.waitForEvent("console", (message) => /frame-ancestors/.test(message.text()));
  await page.evaluate((address) => {
    document.body.append(Object.assign(document.createElement("iframe"), { src: address }));
  }, `${server.origin}/sandbox`);
  await refused;
});
