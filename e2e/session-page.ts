import { expect, type Locator, type Page } from "@playwright/test";
import { script, type Step } from "./script";

type FilePayload = { name: string; mimeType: string; buffer: Buffer };

/** The page as people and assistive technology find it: roles and names only. */
export class SessionPage {
  readonly composer: Locator;
  readonly send: Locator;
  readonly stop: Locator;
  readonly queue: Locator;
  readonly log: Locator;
  readonly questions: Locator;
  readonly answers: Locator;
  readonly model: Locator;
  readonly sessions: Locator;
  readonly tables: Locator;
  readonly result: Locator;
  readonly connection: Locator;
  readonly shareDialog: Locator;

  constructor(readonly page: Page) {
    this.composer = page.getByRole("textbox", { name: "Message", exact: true });
    this.send = page.getByRole("button", { name: "Send", exact: true });
    this.stop = page.getByRole("button", { name: "Stop", exact: true });
    this.queue = page.getByRole("button", { name: "Queue", exact: true });
    this.log = page.getByRole("log", { name: "Conversation" });
    this.questions = this.log.getByRole("article", { name: /^You/ });
    this.answers = this.log.getByRole("article", { name: /^Assistant/ });
    this.model = page.getByRole("combobox", { name: "Model" });
    this.sessions = page.getByRole("navigation", { name: "Sessions" });
    this.tables = page.getByRole("list", { name: "Tables" });
    this.result = page.getByRole("grid", { name: "Result" });
    this.connection = page.getByRole("status", { name: "Connection" });
    this.shareDialog = page.getByRole("dialog", { name: "Share session" });
  }

  /** Opens an address of an owner's page and waits until the page is alive. */
  static async open(page: Page, address: string): Promise<SessionPage> {
    const session = new SessionPage(page);
    await page.goto(address);
    await expect(session.model).toBeEnabled();
    return session;
  }

  async deleteFromHeader(): Promise<void> {
    await this.page.getByRole("button", { name: "Session actions", exact: true }).click();
    await this.page.getByRole("menuitem", { name: "Delete" }).click();
  }

  tab(name: "Tables" | "Chart"): Locator {
    return this.page.getByRole("tab", { name });
  }

  table(name: string): Locator {
    return this.tables.getByRole("listitem", { name, exact: true });
  }

  chart(name: string | RegExp): Locator {
    return this.page.getByRole("tabpanel").getByRole("img", { name }).first();
  }

  /** Calls that the transcript shows; calls inside a closed fold are not shown. */
  calls(name: string): Locator {
    return this.log.getByRole("group", { name: `Tool call: ${name}` });
  }

  fold(): Locator {
    return this.log.getByRole("button", { name: /\d+ steps/ });
  }

  turnEnd(answer: Locator): Locator {
    return answer.getByRole("note", { name: "Turn ended" });
  }

  usage(answer: Locator): Locator {
    return answer.getByRole("group", { name: "Usage" });
  }

  imports(): Locator {
    return this.page.getByRole("list", { name: "Imports" });
  }

  async chooseModel(id: "desk" | "scripted" | "echo"): Promise<void> {
    await this.model.selectOption(id);
  }

  async ask(text: string): Promise<void> {
    await this.composer.fill(text);
    await this.composer.press("Enter");
  }

  /** Sends a script to the model `scripted`. */
  async play(...turns: readonly (readonly Step[])[]): Promise<void> {
    await this.chooseModel("scripted");
    await this.ask(script(...turns));
  }

  /** The answer to the message `index`, once its turn is over. */
  async finished(index = 0): Promise<Locator> {
    const answer = this.answers.nth(index);
    await expect(this.usage(answer)).toBeVisible({ timeout: 30_000 });
    return answer;
  }

  /** Gives files to the button "Add data". */
  async addFiles(...files: FilePayload[]): Promise<void> {
    const [chooser] = await Promise.all([
      this.page.waitForEvent("filechooser"),
      this.page.getByRole("button", { name: "Add data" }).click(),
    ]);
    await chooser.setFiles(files);
  }

  async addCsv(name: string, text: string): Promise<void> {
    await this.addFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  }

  /** Drops a file on the page the way a file manager does. */
  async dropCsv(name: string, text: string): Promise<void> {
    const dataTransfer = await this.page.evaluateHandle(
      ([file, content]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], file, { type: "text/csv" }));
        return transfer;
      },
      [name, text] as const,
    );
    const target = this.page.getByRole("main");
    await target.dispatchEvent("dragenter", { dataTransfer });
    await target.dispatchEvent("dragover", { dataTransfer });
    await expect(this.page.getByText("Drop to add data: stays in this tab")).toBeVisible();
    await target.dispatchEvent("drop", { dataTransfer });
  }

  /** Makes a share link and leaves the dialog open. */
  async createLink(): Promise<string> {
    await this.page.getByRole("button", { name: "Share", exact: true }).click();
    await this.shareDialog.getByRole("button", { name: "Create link" }).click();
    return this.shareDialog.getByRole("textbox", { name: "Share link" }).inputValue();
  }
}
