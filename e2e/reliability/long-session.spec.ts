import { TestPage } from "../../server/testing/page";
import { script, words } from "../script";
import { SessionPage } from "../session-page";
import { expect, MODEL, test } from "./stage";

const EVENTS = 10_000;
const TURNS = 42;
/** Two items of three events each. */
const PAIR = { repeat: 40, steps: [{ reason: "So it is." }, { say: words(8) }] };

const MOST_EVENTS = 500;
const PIECE_BYTES = 262_144;
const ENVELOPE_BYTES = 1_024;

type EventsFrame = { type: "events"; events: { type: string }[] };

/** A session of this browser with more than 10,000 events. */
async function writeLongSession(origin: string, cookie: string): Promise<string> {
  const writer = await TestPage.open(origin, { cookie });
  await writer.create(MODEL);
  for (let turn = 0; turn < TURNS; turn += 1) {
    // So many messages may wait.
    await expect.poll(() => turn - writer.state.turns.length, { timeout: 30_000 }).toBeLessThan(30);
    writer.say(script([PAIR, { say: `This ends turn ${turn}.` }]));
  }
  await expect.poll(() => writer.state.turns.length, { timeout: 60_000 }).toBe(TURNS);
  expect(writer.cursor.seq).toBeGreaterThan(EVENTS);
  await writer.close();
  return writer.sessionId;
}

test("[F20] a session of 10,000 events opens in pieces within the limits, without deltas, its end in sight", async ({
  page,
  stage,
  context,
}, testInfo) => {
  test.setTimeout(150_000);
  const { origin } = stage.gate;
  await SessionPage.open(page, origin);
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const sessionId = await writeLongSession(origin, cookie);
  const sizes: number[] = [];
  const frames: EventsFrame[] = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => {
      sizes.push(Buffer.byteLength(payload));
      const frame = JSON.parse(String(payload)) as EventsFrame;
      if (frame.type === "events") frames.push(frame);
    });
  });
  const began = performance.now();
  await page.goto(`${origin}/s/${sessionId}`);
  const session = new SessionPage(page);
  await expect(session.answers.last()).toContainText(`This ends turn ${TURNS - 1}.`, { timeout: 60_000 });
  testInfo.annotations.push({
    type: "end in sight after",
    description: `${Math.round(performance.now() - began)} ms`,
  });
  await expect(session.questions).toHaveCount(TURNS);
  await expect(session.answers.first()).toContainText("This ends turn 0.");
  const events = frames.map((frame) => frame.events);
  expect(events.flat().length).toBeGreaterThan(TURNS * 80 * 2);
  expect(events.flat().filter(({ type }) => type === "item.delta")).toEqual([]);
  expect(Math.max(...events.map(({ length }) => length))).toBeLessThanOrEqual(MOST_EVENTS);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(PIECE_BYTES + ENVELOPE_BYTES);
});
