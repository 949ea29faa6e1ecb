import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { call } from "../script";
import { SessionPage } from "../session-page";

const CHART = call("create_chart", {
  title: "Tonnes by harbour: <b>2025</b>",
  sql: "select * from harbours",
  spec: {
    mark: "bar",
    encoding: { x: { field: "harbour", type: "nominal" }, y: { field: "tonnes", type: "quantitative" } },
  },
});

async function withChart(page: Page): Promise<void> {
  const session = await SessionPage.open(page, "/");
  await session.addCsv("harbours.csv", "harbour,tonnes\nOslo,12\nBergen,30\n");
  await expect(session.table("harbours")).toBeVisible();
  await session.play([CHART], [{ say: "Drawn." }]);
  await session.finished();
  await expect(session.chart(/Tonnes by harbour/)).toBeVisible();
}

async function save(page: Page, item: string): Promise<Download> {
  await page.getByRole("button", { name: "Save chart" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: item }).click(),
  ]);
  return download;
}

test("[CHART-1] a chart is saved as an SVG that stands alone", async ({ page, browser }) => {
  await withChart(page);
  const download = await save(page, "Save as SVG");
  expect(download.suggestedFilename()).toBe("tonnes-by-harbour-b-2025-b.svg");
  const svg = await readFile(await download.path(), "utf8");
  expect(svg).not.toMatch(/href|url\((?!#)|var\(|<script|<style/);
  const alone = await browser.newPage({ javaScriptEnabled: false });
  await alone.goto(`data:image/svg+xml,${encodeURIComponent(svg)}`);
  await expect(alone.locator("path[aria-roledescription=bar]")).toHaveCount(2);
  await expect(alone.locator("svg > title")).toHaveText("Tonnes by harbour: <b>2025</b>");
  await alone.close();
});

test("[CHART-1] a chart is saved as a PNG of twice its size", async ({ page }) => {
  await withChart(page);
  const download = await save(page, "Save as PNG");
  expect(download.suggestedFilename()).toBe("tonnes-by-harbour-b-2025-b.png");
  const png = await readFile(await download.path());
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  const drawn = await page
    .getByRole("tabpanel")
    .getByRole("img", { name: /Tonnes by harbour/ })
    .locator("svg")
    .evaluate((svg: SVGSVGElement) => [svg.viewBox.baseVal.width, svg.viewBox.baseVal.height]);
  const saved = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(saved).toEqual(drawn.map((pixels) => Math.ceil(pixels * 2)));
});
