import { expect, test } from "vitest";
import { createMemoryStore } from "../store/memory";
import type { Store } from "../store/port";
import type { TestPage } from "../testing/page";
import { refusalOf, callIn, usePages } from "../testing/pages";
import { attachment, CLAIM, EXECUTOR, script } from "../testing/test-tools";

let whileOpening: () => Promise<unknown> = () => Promise.resolve();

/** A store in which something else may happen while a subscription is being opened. */
function storeWithPause(): Store {
  const store = createMemoryStore();
  const isValidCursor: Store["events"]["isValidCursor"] = async (...args) => {
    const isValid = await store.events.isValidCursor(...args);
    await whileOpening();
    return isValid;
  };
  return { ...store, events: { ...store.events, isValidCursor } };
}

const pages = usePages({ store: storeWithPause() });

type Link = { shareId: string; secret: string };

async function ask(page: TestPage, path: string, body: unknown = {}): Promise<unknown> {
  const { origin } = pages.server();
  const response = await fetch(`${origin}/api${path}`, {
    method: "POST",
    headers: { origin, cookie: page.cookie, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}

const share = async (page: TestPage): Promise<Link> =>
  (await ask(page, `/sessions/${page.sessionId}/shares`)) as Link;

/** Another browser that has opened the link and follows the session. */
async function guestOf(page: TestPage): Promise<TestPage & Link> {
  const link = await share(page);
  const guest = await pages.open({ sessionId: page.sessionId });
  await ask(guest, `/shares/${link.shareId}/open`, { secret: link.secret });
  guest.subscribe();
  await guest.frame("caught_up");
  return Object.assign(guest, link);
}

test("[SHARE-1] who follows a link sees the turn as it happens, in the guest form", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  const guest = await guestOf(page);
  page.say(script([[{ call: { name: "change", arguments: {} } }], [{ say: "changed" }]]), EXECUTOR);
  const { callId } = await callIn(page, "assigned");
  page.command({ type: "start_tool_call", callId, executorId: EXECUTOR, claimId: CLAIM });
  await callIn(page, "started");
  page.command({
    ...{ type: "submit_tool_output", callId, executorId: EXECUTOR, claimId: CLAIM, artifact: null, ranMs: 1 },
    outcome: { ok: true, output: "ok" },
  });
  await Promise.all([page.finished(), guest.finished()]);
  expect(guest.answer()).toBe("changed");
  expect(guest.cursor).toEqual(page.cursor);
  const seen = JSON.stringify(guest.frames);
  for (const own of [
    EXECUTOR,
    CLAIM,
    guest.shareId,
    "executor.attached",
    "share.created",
    "tool_call.started",
  ])
    expect(seen).not.toContain(own);
});

test("[ACC-1] whatever a viewer commands is refused as forbidden and causes no event", async () => {
  const page = await pages.newSession("echo");
  const guest = await guestOf(page);
  expect(await guest.frame("caught_up")).toMatchObject({ role: "viewer" });
  const before = page.cursor.seq;
  const given = [
    guest.say("let me write"),
    guest.command({ type: "cancel_turn" }),
    guest.command({ type: "rename", title: "mine" }),
    guest.command(attachment()),
  ];
  for (const commandId of given) expect(await refusalOf(guest, commandId)).toBe("forbidden");
  page.command({ type: "rename", title: "still mine" });
  await page.until(({ state }) => state.title === "still mine");
  expect(page.cursor.seq).toBe(before + 1);
});

test("[SHARE-2][F71] revoking a link ends its viewers' subscriptions with a reset", async () => {
  const page = await pages.newSession("echo");
  const guest = await guestOf(page);
  await ask(page, `/sessions/${page.sessionId}/shares/${guest.shareId}/revoke`);
  expect(await guest.frame("reset")).toMatchObject({ reason: "not_found" });
  const before = guest.cursor.seq;
  page.say("not for you");
  await page.finished();
  expect(guest.cursor.seq).toBe(before);
  const again = guest.command({ type: "cancel_turn" });
  expect(await refusalOf(guest, again)).toBe("not_found");
});

test("[SHARE-2][F71] a link that is revoked while a viewer's subscription opens ends that subscription too", async () => {
  const page = await pages.newSession("echo");
  const link = await share(page);
  const guest = await pages.open({ sessionId: page.sessionId });
  await ask(guest, `/shares/${link.shareId}/open`, { secret: link.secret });
  whileOpening = () => {
    whileOpening = () => Promise.resolve();
    return ask(page, `/sessions/${page.sessionId}/shares/${link.shareId}/revoke`);
  };
  guest.subscribe();
  expect(await guest.frame("reset")).toMatchObject({ reason: "not_found" });
  page.say("not for you");
  await page.finished();
  expect(guest.answer()).toBe("");
});

test("[SHARE-3] the owner's log says when a link was made and when it was revoked", async () => {
  const page = await pages.newSession("echo");
  const { shareId, secret } = await share(page);
  await page.until(({ state }) => state.shares.get(shareId)?.revoked === false);
  await ask(page, `/sessions/${page.sessionId}/shares/${shareId}/revoke`);
  await page.until(({ state }) => state.shares.get(shareId)?.revoked === true);
  expect(JSON.stringify(page.frames)).not.toContain(secret);
});

test("[ACC-2] a session belongs to whoever created it: creating it again does not hand it over", async () => {
  const page = await pages.newSession("echo");
  const stranger = await pages.open({ sessionId: page.sessionId });
  const taken = stranger.command({ type: "create_session", model: null });
  expect(await refusalOf(stranger, taken)).toBe("not_found");
  page.say("mine");
  await page.finished();
  expect(page.answer()).toBe("mine");
});

test("[VIS-3] no frame holds a provider's ids, the instructions or the principal", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  page.say(script([[{ call: { name: "nothing", arguments: {} } }], [{ say: "done" }]]), EXECUTOR);
  await page.finished();
  const row = await pages.server().store.sessions.get(page.sessionId);
  const frames = JSON.stringify(page.frames);
  expect(row?.principal).toBeTruthy();
  for (const own of [row?.principal ?? "", "call_id", "resp_", "previous_response_id", "You help a person"])
    expect(frames).not.toContain(own);
});
