import { afterEach, expect, test } from "vitest";
import type { UpstreamStatus } from "../lib/protocol/frame";
import type { Item } from "../lib/responses/item";
import { textOf } from "../lib/responses/item";
import type { TestPage } from "./testing/page";
import { refusalOf, usePages } from "./testing/pages";
import { RecordedRequests } from "./testing/recorded-requests";
import { attachment, EXECUTOR, script, TEST_TOOLS } from "./testing/test-tools";

let sent = new RecordedRequests();
const pages = usePages({
  traits: { contextWindow: 100_000, takesAsks: true, hostedEffects: false },
  through: (url) => {
    sent = new RecordedRequests();
    return sent.through(url);
  },
});
afterEach(() => sent.close());

const saying = (text: string): string => script([[{ say: text }]]);
const texts = (items: readonly Item[]): string[] => items.map(({ content }) => textOf(content));

function statuses(page: TestPage): UpstreamStatus[] {
  return page.frames.flatMap((frame) =>
    frame.type === "status" && frame.status.topic === "upstream" ? [frame.status.status] : [],
  );
}

/** A session whose line is cold: its last owner is gone. */
async function coldSession(): Promise<TestPage> {
  const page = await pages.newSession();
  page.command(attachment());
  await page.until(({ state }) => state.executors.size === 1);
  return page;
}

test("[TITLE-1] [TITLE-3] the first answer brings a title, and the next request continues the chain", async () => {
  const page = await pages.newSession();
  page.say(saying("Rotterdam grew most."));
  await page.until(({ state }) => state.title !== null);
  expect(page.state.title).toBe("(no #script message in the context)");
  page.say(saying("And Antwerp?"));
  await page.finished(2);
  expect(sent.asks).toHaveLength(1);
  expect(texts(sent.asks[0]?.input ?? []).join()).toContain("Rotterdam grew most.");
  const [first, second] = sent.turns;
  expect(first?.previous_response_id).toBeUndefined();
  expect(second?.previous_response_id).toMatch(/^resp_/);
  expect(texts(second?.input ?? [])).toEqual([saying("And Antwerp?")]);
  expect(page.state.turns[1]?.responses[0]?.bytesNotResent).toBeGreaterThan(0);
  expect(page.events.filter(({ type }) => type === "session.renamed")).toHaveLength(1);
});

test("[WARM-1] [C21] warm prepares the line with what the next request has, and that goes on from there", async () => {
  const page = await coldSession();
  page.send({ type: "warm", sessionId: page.sessionId });
  await sent.until(({ warmups }) => warmups.length === 1);
  page.say(saying("Hello."), EXECUTOR);
  await page.finished();
  const [{ generate, input, ...prepared } = { generate: null, input: null }] = sent.warmups;
  expect([generate, input]).toEqual([false, []]);
  expect(sent.turns).toHaveLength(1);
  expect(sent.turns[0]).toMatchObject(prepared);
  expect(sent.turns[0]?.tools?.map(({ name }) => name)).toEqual(TEST_TOOLS.map(({ name }) => name));
  expect(sent.turns[0]?.previous_response_id).toMatch(/^resp_/);
  expect(page.state.turns[0]?.responses[0]?.connectMs).toBe(0);
});

async function post(page: TestPage, path: string, body: unknown): Promise<unknown> {
  const { origin } = pages.server();
  const headers = { origin, cookie: page.cookie, "content-type": "application/json" };
  const answer = await fetch(`${origin}/api${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return answer.json();
}

async function guestOf(page: TestPage): Promise<TestPage> {
  const link = await post(page, `/sessions/${page.sessionId}/shares`, {});
  const { shareId, secret } = link as { shareId: string; secret: string };
  const guest = await pages.open({ sessionId: page.sessionId });
  await post(guest, `/shares/${shareId}/open`, { secret });
  guest.subscribe();
  await guest.frame("caught_up");
  return guest;
}

test("[WARM-2] a guest's and a stranger's warm is ignored, and an owner's causes no event", async () => {
  const page = await coldSession();
  const visitors = [await guestOf(page), await pages.open({ sessionId: page.sessionId })];
  for (const visitor of visitors) {
    visitor.send({ type: "warm", sessionId: page.sessionId });
    await refusalOf(visitor, visitor.command({ type: "cancel_turn" }));
  }
  const rename = async (title: string): Promise<void> => {
    page.command({ type: "rename", title });
    await page.until(({ state }) => state.title === title);
  };
  await rename("one");
  expect([sent.all.length, new Set(statuses(page))]).toEqual([0, new Set(["cold"])]);
  const { seq } = page.state;
  page.send({ type: "warm", sessionId: page.sessionId });
  await page.until(() => statuses(page).at(-1) === "warm");
  await rename("two");
  expect(page.state.seq).toBe(seq + 1);
});

test("[WARM-3] an unused warm-up is not repeated, whoever asks", async () => {
  const page = await coldSession();
  const tab = await pages.secondTab(page);
  for (const each of [page, page, tab]) {
    each.send({ type: "warm", sessionId: page.sessionId });
    await sent.until(({ warmups }) => warmups.length > 0);
  }
  tab.command({ type: "rename", title: "after them all" });
  await page.until(({ state }) => state.title !== null);
  page.say(saying("Hello."), EXECUTOR);
  await page.finished();
  expect(sent.warmups).toHaveLength(1);
});

test("[CTX-1] compact has earlier turns summarised apart, and the next request starts from the summary", async () => {
  const page = await pages.newSession();
  page.command({ type: "rename", title: "titled" });
  for (const name of ["one", "two"]) page.say(saying(name));
  await page.finished(2);
  page.command({ type: "compact" });
  await page.until(({ state }) => state.compacted !== null);
  page.say(script([[{ context: true }]]));
  await page.finished(3);
  expect(texts(sent.asks[0]?.input ?? []).join()).toContain("Assistant: one");
  const context = JSON.parse(page.answer()) as { text: string }[];
  expect(context.map(({ text }) => text)).toEqual([
    expect.stringContaining("(no #script message in the context)"),
    saying("two"),
    "two",
    script([[{ context: true }]]),
  ]);
  expect(sent.turns.at(-1)?.previous_response_id).toBeUndefined();
  expect(page.state.turns).toHaveLength(3);
});

test("[CTX-3] a request that the provider refuses as too long is answered after a summary", async () => {
  const page = await pages.newSession();
  page.say(saying("one"));
  await page.finished();
  const refuse = { status: 400, code: "context_length_exceeded", message: "Too many tokens." };
  page.say(script([[{ once: [{ refuse }] }, { say: "it fits now" }]]));
  await page.finished(2);
  expect(page.answer()).toBe("it fits now");
  expect(page.state.turns[1]?.responses.map(({ status }) => status)).toEqual(["too_long", "completed"]);
  expect(page.state.compacted?.upTo).toBe(page.state.turns[0]?.turnId);
});
