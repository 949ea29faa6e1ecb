import { readFileSync, readdirSync } from "node:fs";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { DeskPage } from "../e2e/desk/page";
import { startDeskServer } from "../e2e/desk/server";
import { installedBrowser, runsAsRoot } from "../scripts/find-browser.mjs";
import type { Samples } from "./samples";
import type { Target } from "./target";

declare const window: { deskPage: DeskPage };

const PEER = "desk";
const ROWS = 200_000;
const MANY_BYTES = 100_000_000;
const GROUP_BY =
  "select region, product, sum(amount) as amount, count(*) as orders from sales group by all order by 3";

const DESK_ROWS = {
  ready: (how: "cold" | "warm") => `DuckDB ready, ${how}, ms`,
  ingest: `CSV of ${ROWS.toLocaleString("en")} rows imported, ms`,
  groupBy: `group by over it, ms`,
  memory: (what: "empty" | "100 MB") =>
    `MB of the page's process, ${what === "empty" ? "no data" : "100 MB of CSV"}`,
} as const;

/** What the figures should be. */
export function deskTargets(samples: Samples): Target[] {
  const target = (row: string, bound: number): Target => ({
    ...{ name: row, value: samples.of(row, PEER), sign: "≤", bound, digits: 0 },
  });
  return [
    target(DESK_ROWS.ready("cold"), 2_500),
    target(DESK_ROWS.ready("warm"), 1_500),
    target(DESK_ROWS.ingest, 2_000),
    target(DESK_ROWS.groupBy, 150),
  ];
}

/** The figures; empty when nothing was measured. */
export function deskLines(samples: Samples): string {
  const rows = [
    ...(["cold", "warm"] as const).map(DESK_ROWS.ready),
    ...[DESK_ROWS.ingest, DESK_ROWS.groupBy],
    ...(["empty", "100 MB"] as const).map(DESK_ROWS.memory),
  ];
  return rows
    .flatMap((row) => {
      const value = samples.of(row, PEER);
      if (!value) return [];
      const [median, low, high] = [value.median, value.low, value.high].map(Math.round);
      return [`${row}: ${median} (${low}–${high})`];
    })
    .join("\n");
}

/** Each round in a browser of its own, with the desk's code of this tree and the fences of its server. */
export async function runDesk(samples: Samples, { rounds }: { rounds: number }): Promise<void> {
  const server = await startDeskServer();
  try {
    for (let round = 0; round < rounds; round += 1) {
      const browser = await launch();
      await measure(samples, browser, server.origin).finally(() => browser.close());
    }
  } finally {
    await server.close();
  }
}

function launch(): Promise<Browser> {
  const executablePath = installedBrowser();
  return chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: runsAsRoot() ? ["--no-sandbox"] : [],
  });
}

async function measure(samples: Samples, browser: Browser, origin: string): Promise<void> {
  const context = await browser.newContext();
  for (const how of ["cold", "warm"] as const) {
    const page = await openPage(await context.newPage(), origin);
    samples.add(DESK_ROWS.ready(how), PEER, await page.evaluate(ready));
    await page.close();
  }
  const page = await openPage(await context.newPage(), origin);
  await page.evaluate(ready);
  const empty = largestRenderer();
  samples.add(DESK_ROWS.ingest, PEER, await page.evaluate(ingest, { rows: ROWS, name: "sales.csv" }));
  for (let n = 0; n < 3; n += 1) samples.add(DESK_ROWS.groupBy, PEER, await page.evaluate(query, GROUP_BY));
  const rows = await page.evaluate(bytesOfRows, MANY_BYTES);
  await page.evaluate(ingest, { rows, name: "many.csv" });
  const full = largestRenderer();
  if (empty === null || full === null) return;
  samples.add(DESK_ROWS.memory("empty"), PEER, empty / 1e6);
  samples.add(DESK_ROWS.memory("100 MB"), PEER, full / 1e6);
}

async function openPage(page: Page, origin: string): Promise<Page> {
  await page.goto(origin);
  await page.waitForFunction(() => "deskPage" in window);
  return page;
}

/** In the page: milliseconds until DuckDB answers. */
async function ready(): Promise<number> {
  const began = performance.now();
  const answer = await window.deskPage.desk.query("select 1");
  if (!answer.ok) throw new Error(answer.message);
  return performance.now() - began;
}

/** In the page: milliseconds from a file to its table. */
async function ingest({ rows, name }: { rows: number; name: string }): Promise<number> {
  const file = window.deskPage.file(name, window.deskPage.salesCsv(rows));
  const began = performance.now();
  const answer = await window.deskPage.desk.importFile(file);
  if (!answer.ok) throw new Error(answer.message);
  const [table] = answer.tables;
  if (table?.rows !== rows) throw new Error(`${table?.rows} rows instead of ${rows}`);
  return performance.now() - began;
}

/** In the page: rows that make so many bytes. */
function bytesOfRows(bytes: number): number {
  const sample = 10_000;
  return Math.floor((bytes / window.deskPage.salesCsv(sample).length) * sample);
}

async function query(sql: string): Promise<number> {
  const began = performance.now();
  const answer = await window.deskPage.desk.query(sql);
  if (!answer.ok) throw new Error(answer.message);
  return performance.now() - began;
}

/** Resident bytes of the largest renderer that this process has started; null where /proc is not there. */
function largestRenderer(): number | null {
  try {
    const sizes = readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => residentOf(pid) ?? []);
    return sizes.length > 0 ? Math.max(...sizes) : null;
  } catch {
    return null;
  }
}

const PAGE_BYTES = 4_096;

function residentOf(pid: string): number | null {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) return null;
    return Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return null;
  }
}
