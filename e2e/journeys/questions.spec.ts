import AxeBuilder from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures";
import { call, say } from "../script";
import { SessionPage } from "../session-page";

const TITLE = "What goes on the label?";

const FORM = {
  title: TITLE,
  form: {
    properties: {
      name: { type: "string", title: "Name", minLength: 3 },
      boxes: { type: "integer", title: "Boxes", minimum: 1, maximum: 12, description: "Between 1 and 12" },
      colour: { type: "string", title: "Colour", enum: ["red", "teal"] },
      extras: { type: "array", title: "Extras", items: { type: "string", enum: ["ribbon", "card", "wax"] } },
      fragile: { type: "boolean", title: "Fragile" },
      orders: {
        type: "rows",
        title: "Orders",
        columns: ["id", "town"],
        rows: [
          ["7", "Bergen"],
          ["9", "Turku"],
        ],
      },
    },
    required: ["name", "boxes", "colour"],
  },
};

const card = ({ page }: SessionPage, title = TITLE): Locator => page.getByRole("region", { name: title });
const answers = (session: SessionPage): Locator => session.calls("ask_user").getByLabel("Your answers");

const asking = (session: SessionPage, args: Record<string, unknown> = FORM): Promise<void> =>
  session.play([call("ask_user", args)], [{ outputs: true }]);

async function fill(question: Locator): Promise<void> {
  await question.getByRole("textbox", { name: "Name" }).fill("Ada");
  await question.getByRole("textbox", { name: "Boxes" }).fill("3");
  await question.getByRole("radio", { name: "teal" }).check();
  await question.getByRole("checkbox", { name: "wax" }).check();
  await question.getByRole("checkbox", { name: "ribbon" }).check();
  await question.getByRole("checkbox", { name: "9, Turku" }).check();
}

const VALUES =
  '{"name":"Ada","boxes":3,"colour":"teal","extras":["ribbon","wax"],"fragile":false,"orders":[1]}';

/** Waits until the model, which repeats what it is told, has been told so. */
async function isTold(session: SessionPage, text: string): Promise<void> {
  const answer = await session.finished();
  const told = async () => (await answer.innerText()).replace(/\s+/g, "").replaceAll('\\"', '"');
  await expect.poll(told).toContain(text);
}

test("[ASK-1] a tool asks with a form: what is wrong stands at its field, and Enter sends the answers to the model", async ({
  session,
}) => {
  await asking(session);
  const question = card(session);
  await expect(session.page).toHaveTitle(/needs you/);
  const name = question.getByRole("textbox", { name: "Name" });
  await question.getByRole("button", { name: "Answer" }).click();
  await expect(name).toBeFocused();
  await expect(name).toHaveAccessibleDescription("Fill this in.");
  await expect(question.getByRole("textbox", { name: "Boxes" })).toHaveAccessibleDescription(
    "Between 1 and 12 Enter a number.",
  );
  await expect(question.getByRole("group", { name: "Colour" })).toContainText("Choose one of the options.");
  await fill(question);
  await question.getByRole("textbox", { name: "Boxes" }).press("Escape");
  await question.getByRole("textbox", { name: "Boxes" }).press("Enter");
  await expect(question).toHaveCount(0);
  await isTold(session, VALUES);
  await expect(answers(session)).toContainText("ribbon, wax");
  await expect(answers(session)).toContainText("9, Turku");
});

test("[ASK-5] a question outlives a reload, and is answered after it", async ({ session }) => {
  await asking(session);
  await expect(card(session)).toBeVisible();
  await expect(session.page).toHaveURL(/\/s\//);
  await session.page.reload();
  await fill(card(session));
  await card(session).getByRole("button", { name: "Answer" }).click();
  await isTold(session, VALUES);
  await expect(session.calls("ask_user")).toHaveCount(1);
});

test("[ASK-3] a question is answered from another tab, and is gone in both", async ({ session, context }) => {
  await asking(session);
  await expect(card(session)).toBeVisible();
  const other = await SessionPage.open(await context.newPage(), session.page.url());
  await fill(card(other));
  await card(other).getByRole("button", { name: "Answer" }).click();
  await expect(card(other)).toHaveCount(0);
  await expect(card(session)).toHaveCount(0);
  await isTold(session, VALUES);
  await expect(answers(other)).toContainText("teal");
});

test("[ASK-3] a question that is skipped tells the model so", async ({ session }) => {
  await asking(session);
  await card(session).getByRole("button", { name: "Skip" }).click();
  await isTold(session, '"answered":false');
  await expect(answers(session)).toHaveText(`${TITLE}Skipped`);
});

test("[ASK-5] stopping the turn ends the question", async ({ session }) => {
  await asking(session);
  await expect(card(session)).toBeVisible();
  await session.stop.click();
  await expect(card(session)).toHaveCount(0);
  await expect(session.calls("ask_user")).toContainText("cancelled");
  await session.play([say("Onwards.")]);
  await expect(await session.finished(1)).toContainText("Onwards.");
});

test("yes or no is two buttons, and several choices are boxes", async ({ session }) => {
  await session.play(
    [call("ask_user", { title: "Keep the duplicates?" })],
    [call("ask_user", { title: "Which years?", choices: ["2024", "2025", "2026"], multiple: true })],
    [{ outputs: true }],
  );
  await card(session, "Keep the duplicates?").getByRole("button", { name: "No", exact: true }).click();
  const years = card(session, "Which years?");
  await years
    .getByRole("group", { name: /Which years\?/ })
    .getByLabel("2026")
    .check();
  await years.getByRole("button", { name: "Answer" }).click();
  await isTold(session, '"answer":["2026"]');
  await expect(answers(session).first()).toHaveText("Keep the duplicates?No");
});

test("a guest sees that the call waits, and neither the card nor the answers", async ({
  session,
  browser,
}) => {
  await asking(session);
  await expect(card(session)).toBeVisible();
  const link = await session.createLink();
  const context = await browser.newContext();
  const guest = new SessionPage(await context.newPage());
  await guest.page.goto(link);
  await expect(guest.calls("ask_user")).toBeVisible();
  await expect(card(guest)).toHaveCount(0);
  await session.page.keyboard.press("Escape");
  await card(session).getByRole("button", { name: "Skip" }).click();
  await guest.finished();
  await expect(answers(session)).toBeVisible();
  await expect(answers(guest)).toHaveCount(0);
  await context.close();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the card fits a phone, and axe finds nothing serious on it in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 390, height: 844 });
    const session = await SessionPage.open(page, "/");
    await asking(session);
    const question = card(session);
    await question.getByRole("button", { name: "Answer" }).click();
    await expect(question).toContainText("Fill this in.");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    const box = await question.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  });
}
