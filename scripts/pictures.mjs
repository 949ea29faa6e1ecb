// Takes the pictures of the README and, beside them, every main screen at both widths and in both themes.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import { root } from "./build-state.mjs";
import { findBrowser, runsAsRoot } from "./find-browser.mjs";

const SCREENS = path.join(root, "artifacts", "screens");
const IMAGES = path.join(root, "docs", "images");
const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

async function startServer(dataDir) {
  const env = { ...process.env, PORT: "0", DATA_DIR: dataDir, TEST_MODELS: "1", NODE_ENV: "production" };
  const child = spawn(process.execPath, [path.join(root, "dist", "server.mjs")], { env, cwd: root });
  const address = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.on("data", (chunk) => {
      const found = /Longwire is at (\S+)/.exec(String(chunk));
      if (found) resolve(found[1]);
    });
  });
  const stop = () =>
    new Promise((resolve) => {
      child.once("exit", resolve);
      child.kill("SIGTERM");
    });
  return { address, stop };
}

const say = async (page, text) => {
  await page.getByRole("textbox", { name: "Message" }).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
};

const answered = (page, count) =>
  page
    .getByRole("group", { name: "Usage" })
    .nth(count - 1)
    .waitFor({ timeout: 60_000 });

const script = (turns) => `#script ${JSON.stringify(turns)}`;

/** At the narrow width the workspace is a panel over the conversation. */
async function openWorkspace(page) {
  const opener = page.getByRole("button", { name: "Workspace" });
  if (await opener.isVisible()) await opener.click();
}

async function closeWorkspace(page) {
  const close = page.getByRole("button", { name: "Close", exact: true });
  if (await close.isVisible()) await close.click();
}

/** Each screen leaves the page as the next one needs it. */
const STEPS = [
  [
    "1-empty",
    async (page) =>
      page.getByRole("status", { name: "Connection" }).getByText("Connected").waitFor({ state: "attached" }),
  ],
  [
    "2-answer",
    async (page) => {
      await page.getByRole("button", { name: "orders.csv" }).click();
      await page.getByText("3,040 rows").first().waitFor({ state: "attached", timeout: 60_000 });
      await say(page, "Which category lost the most margin? Show total cost by category");
      await answered(page, 1);
      await say(page, "Show monthly revenue as a line chart");
      await answered(page, 2);
      await page.getByRole("button", { name: /steps/ }).last().click();
    },
  ],
  [
    "3-streaming",
    async (page) => {
      await say(page, "stream 400 words");
      await page.getByText("Stop").first().waitFor();
      await page
        .getByRole("article")
        .last()
        .getByText(/\w+ \w+ \w+ \w+ \w+ \w+ \w+ \w+/)
        .first()
        .waitFor();
    },
  ],
  [
    "4-stopped",
    async (page) => {
      await page.getByRole("button", { name: "Stop" }).click();
      await page.getByRole("note", { name: "Turn ended" }).waitFor();
    },
  ],
  [
    "5-tools-failed",
    async (page) => {
      await page.getByRole("combobox", { name: "Model" }).selectOption("scripted");
      const calls = ["select count(*) as n from orders", "select * from nowhere"];
      await say(
        page,
        script([
          calls.map((sql) => ({ call: { name: "run_sql", arguments: { sql } } })),
          [{ say: "One of the two worked." }],
        ]),
      );
      await answered(page, 3);
    },
  ],
  [
    "6-code-to-approve",
    async (page) => {
      const code =
        "const totals = {};\nfor (const { region } of input) totals[region] = (totals[region] ?? 0) + 1;\nreturn totals;";
      await say(
        page,
        script([
          [{ call: { name: "run_javascript", arguments: { code, input: "orders" } } }],
          [{ say: "Done." }],
        ]),
      );
      await page.getByRole("group", { name: "Approval: run_javascript" }).waitFor();
    },
  ],
  [
    "6-code-to-approve-changed",
    async (page) => {
      await page.getByRole("button", { name: "Edit" }).click();
      await page.getByRole("textbox", { name: "code" }).press("End");
    },
  ],
  [
    "7-question",
    async (page) => {
      await page.getByRole("button", { name: "Discard changes" }).click();
      await page.getByRole("button", { name: "Allow once" }).click();
      await answered(page, 4);
      await page.getByRole("combobox", { name: "Model" }).selectOption("desk");
      await say(page, "Ask me something");
      await page.getByRole("button", { name: "Answer" }).click();
    },
  ],
  [
    "8-question-answered",
    async (page) => {
      await page.getByRole("textbox", { name: "Topic" }).fill("Revenue by region");
      await page.getByRole("radio", { name: "bars" }).check();
      await page.getByRole("button", { name: "Answer" }).click();
      await answered(page, 5);
    },
  ],
  [
    "9-picked",
    async (page) => {
      await openWorkspace(page);
      await page.getByRole("tab", { name: "Chart" }).click();
      await page.getByRole("button", { name: "Earlier chart" }).click();
      await page.locator("path[aria-roledescription=bar]").first().click();
    },
  ],
  [
    "9-rows",
    async (page) => {
      await page.getByRole("tab", { name: "Tables" }).click();
      await page.getByRole("button", { name: "Browse orders" }).click();
      await page.getByRole("columnheader", { name: "revenue" }).getByRole("button").click();
    },
  ],
  [
    "9-what-left",
    async (page) => {
      await page.getByRole("button", { name: /went to the model$/ }).click();
      await page.getByRole("dialog").getByRole("listitem").first().getByRole("button").click();
    },
  ],
  [
    "9-share",
    async (page) => {
      await page.keyboard.press("Escape");
      await closeWorkspace(page);
      await page.getByRole("button", { name: "Share" }).click();
      await page.getByRole("button", { name: "Create link" }).click();
      await page.getByRole("textbox", { name: "Share link" }).waitFor();
    },
  ],
  [
    "10-deleted",
    async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("textbox", { name: "Message" }).fill("Half a thought that was not sent");
      await page.getByRole("button", { name: "Session actions", exact: true }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await page.waitForURL(({ pathname }) => pathname === "/");
      await page.goBack();
      await page.getByRole("heading", { name: "This session was deleted." }).waitFor({ timeout: 30_000 });
    },
  ],
];

async function takeScreens(browser, address, { size, theme }) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    colorScheme: theme,
    deviceScaleFactor: 2,
    hasTouch: size === "phone",
  });
  const page = await context.newPage();
  await page.goto(address);
  for (const [name, step] of STEPS) {
    await step(page);
    // The last frame of a chart or a fold comes after the text.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 600)));
    await page.screenshot({ path: path.join(SCREENS, `${name}-${size}-${theme}.png`) });
    if (name === "2-answer" && size === "wide")
      await page.screenshot({ path: path.join(IMAGES, `session-${size}-${theme}.png`) });
  }
  await context.close();
}

const { path: executablePath, advice } = findBrowser();
if (!executablePath) throw new Error(advice);
await mkdir(SCREENS, { recursive: true });
await mkdir(IMAGES, { recursive: true });
const dataDir = await mkdtemp(path.join(os.tmpdir(), "longwire-pictures-"));
const server = await startServer(dataDir);
const browser = await chromium.launch({
  executablePath,
  args: [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    ...(runsAsRoot() ? ["--no-sandbox"] : []),
  ],
});
for (const size of Object.keys(SIZES)) {
  for (const theme of ["light", "dark"]) await takeScreens(browser, server.address, { size, theme });
}
await browser.close();
await server.stop();
await rm(dataDir, { recursive: true, force: true });
console.log(`Pictures are in ${path.relative(root, SCREENS)} and ${path.relative(root, IMAGES)}.`);
