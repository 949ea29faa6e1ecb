import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { SessionPage } from "../session-page";
import { corpus } from "./corpus";
import { type Collector, startCollector, watch } from "./watch";

let collector: Collector;

test.beforeEach(async () => {
  collector = await startCollector();
});
test.afterEach(() => collector.close());

const FORBIDDEN = "img,iframe,script,object,embed,form,input,video,audio,style,link,meta,base,image,use";

async function expectHarmless(answer: Locator): Promise<void> {
  expect(await answer.evaluate((element, names) => element.querySelectorAll(names).length, FORBIDDEN)).toBe(
    0,
  );
  const handlers = await answer.evaluate((element) =>
    [...element.querySelectorAll("*")].flatMap((one) =>
      one.getAttributeNames().filter((name) => name.startsWith("on")),
    ),
  );
  expect(handlers).toEqual([]);
  for (const link of await answer.getByRole("link").all()) {
    expect(await link.getAttribute("href")).toMatch(/^(?:https?:\/\/|mailto:)/);
    expect(await link.getAttribute("target")).toBe("_blank");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
  }
}

test("the watch notices a script, a request and a violation where there is one", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  await SessionPage.open(page, "/");
  await page.evaluate(async (evil) => {
    (Reflect.get(window, "canary") as (name: string) => void)("control");
    await fetch(`${evil}/control`).catch(() => undefined);
  }, collector.origin);
  await expect.poll(() => seen.ran).toEqual(["control"]);
  await expect.poll(() => seen.violations.length).toBeGreaterThan(0);
  expect(seen.violations.join()).toContain(collector.origin);
  expect(collector.calls).toEqual([]);
  await page.goto(`${collector.origin}/control`);
  expect(seen.outside).toContain(`${collector.origin}/control`);
  expect(collector.calls).toContain("GET /control");
});

test("[S36] hostile text of a model runs nothing and reaches nothing, whole and piece by piece", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  const session = await SessionPage.open(page, "/");
  const texts = corpus(collector.origin);
  await session.chooseModel("echo");
  await session.ask(texts.join("\n\n"));
  await expectHarmless(await session.finished());
  await session.play(texts.flatMap((text) => [{ say: text, chunk: 1 }]));
  const pieces = await session.finished(1);
  await expectHarmless(pieces);
  await expect(pieces.getByRole("link", { name: /markdown-image|Image: image/ })).toHaveCount(1);
  await page.reload();
  await expectHarmless(await session.finished(1));
  expect(seen).toEqual({ outside: [], ran: [], violations: [] });
  expect(collector.calls).toEqual([]);
});

test("[S34] an image of a model is named and its address shown, but not fetched", async ({
  page,
  context,
  server,
}) => {
  const seen = await watch(context, page, server.origin);
  const session = await SessionPage.open(page, "/");
  await session.chooseModel("echo");
  await session.ask(`![a plan](${collector.origin}/plan.png)`);
  const answer = await session.finished();
  const chip = answer.getByRole("link", { name: "Image: a plan" });
  await expect(chip).toHaveAttribute("href", `${collector.origin}/plan.png`);
  await chip.hover();
  expect(seen.outside).toEqual([]);
  expect(collector.calls).toEqual([]);
});
