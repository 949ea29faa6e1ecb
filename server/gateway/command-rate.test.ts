import { expect, test } from "vitest";
import { systemClock } from "../../lib/util/clock";
import { usePages } from "../testing/pages";
import { attachment, EXECUTOR, script } from "../testing/test-tools";
import type { TestPage } from "../testing/page";
import { createCommandRate } from "./command-rate";

const NOW = 1_800_000_000_000;
/** Time stands still for whoever counts. */
const pages = usePages({ clock: { ...systemClock, now: () => NOW } });

const refusals = (page: TestPage): { code: string; retryAt?: number | undefined }[] =>
  page.frames.flatMap((frame) => (frame.type === "rejected" ? [frame.error] : []));

/** Uses up what the page's principal may ask for at once. */
async function exhaust(page: TestPage): Promise<void> {
  for (let count = 0; count < 130; count += 1) page.command({ type: "rename", title: `name ${count}` });
  await page.until(() => refusals(page).length > 0);
}

test("[CMD-10] [C43] a principal that commands too much at once is refused with a time, and nothing has happened", async () => {
  const page = await pages.newSession("echo");
  await exhaust(page);
  await page.until(() => refusals(page).length === 11 && page.state.title === "name 118");
  expect(new Set(refusals(page).map(({ code }) => code))).toEqual(new Set(["rate_limited"]));
  expect(refusals(page)[0]?.retryAt).toBe(NOW + 50);
  expect(page.events.filter(({ type }) => type === "session.renamed")).toHaveLength(119);
  const tab = await pages.secondTab(page);
  tab.command({ type: "rename", title: "from another socket" });
  await tab.until(() => refusals(tab).length === 1);
  const other = await pages.newSession("echo");
  other.say("somebody else");
  await other.finished();
  expect(refusals(other)).toEqual([]);
});

test("[CMD-11] [C43] answers to calls and a stop are taken however much was commanded", async () => {
  const page = await pages.newSession();
  page.command(attachment());
  page.say(
    script([[{ call: { name: "look", arguments: { n: 1 } } }], [{ say: "seen" }, { hold: "end" }]]),
    EXECUTOR,
  );
  await page.until(({ events }) => events.some(({ type }) => type === "tool_call.assigned"));
  await exhaust(page);
  const call = page.events.find(({ type }) => type === "tool_call.requested");
  page.command({
    ...{ type: "submit_tool_output", callId: `c${call?.seq}`, executorId: EXECUTOR, claimId: null },
    ...{ outcome: { ok: true, output: "42" }, artifact: null, ranMs: 1 },
  });
  await page.until(({ events }) => events.some(({ type }) => type === "tool_call.finished"));
  page.command({ type: "cancel_turn" });
  await page.finished();
  expect(page.state.turns[0]?.end.reason).toBe("stopped");
});

test("[CMD-11] [C43] answers that nobody waits for are counted, and wanted ones are not", () => {
  let now = 0;
  const rate = createCommandRate(() => now);
  for (let count = 0; count < 2_000; count += 1) {
    expect(rate.take("p", "submit_tool_output")).toBeNull();
    rate.accepted("p", "submit_tool_output");
  }
  for (let count = 0; count < 500; count += 1) expect(rate.take("p", "report_progress")).toBeNull();
  expect(rate.take("p", "report_progress")).toMatchObject({ code: "rate_limited", retryAt: 10 });
  expect(rate.take("q", "report_progress")).toBeNull();
  expect(rate.take("p", "send_message")).toBeNull();
  now += 10;
  expect(rate.take("p", "report_progress")).toBeNull();
});
