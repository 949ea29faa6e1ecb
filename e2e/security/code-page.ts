import { expect, type Locator } from "@playwright/test";
import { call, say } from "../script";
import type { SessionPage } from "../session-page";

/** The output of a call as the model reads it. */
type Told = { value?: unknown; printed?: string[]; error?: { code: string; message: string } };

/** A session whose person has allowed code to run. */
export class CodePage {
  #turns = 0;
  #calls = 0;

  private constructor(readonly session: SessionPage) {}

  static async of(session: SessionPage): Promise<CodePage> {
    const page = new CodePage(session);
    const card = await page.start("return 1");
    const approval = session.log.getByRole("group", { name: "Approval: run_javascript" });
    await expect(approval).toContainText("return 1");
    await approval.getByRole("button", { name: "Allow for this session" }).click();
    expect(await page.told(card)).toMatchObject({ value: 1 });
    return page;
  }

  /** Has the model call `run_javascript`; answers the call's card. */
  async start(code: string, more: Record<string, unknown> = {}): Promise<Locator> {
    await this.session.play([call("run_javascript", { code, ...more })], [say("So it is.")]);
    this.#turns += 1;
    this.#calls += 1;
    const card = this.session.calls("run_javascript").nth(this.#calls - 1);
    await expect(card).toBeVisible();
    return card;
  }

  /** What the model was told, once the turn is over. */
  async told(card: Locator): Promise<Told> {
    await this.session.finished(this.#turns - 1);
    await card.getByRole("button").first().click();
    const box = card.locator("pre").last();
    await expect(box).toContainText("{");
    return JSON.parse((await box.textContent()) ?? "") as Told;
  }

  /** After a turn that did something else. */
  async skipTurn(): Promise<void> {
    this.#turns += 1;
    await this.session.finished(this.#turns - 1);
  }

  async run(code: string, more: Record<string, unknown> = {}): Promise<Told> {
    return this.told(await this.start(code, more));
  }
}
