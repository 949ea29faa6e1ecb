import { type Cargo, cargo, figure } from "../cargo";
import { expect, test } from "../fixtures";
import type { SessionPage } from "../session-page";

test.use({ trace: "on" });

async function askForTotals(session: SessionPage, { table, rows, totals }: Cargo): Promise<void> {
  await expect(session.table(table)).toContainText(`${figure(rows)} rows`);
  await session.ask("Total tonnes by harbour as a bar chart");
  const answer = await session.finished();
  await expect(session.turnEnd(answer)).toHaveCount(0);
  const [largest] = totals;
  expect(largest).toBeDefined();
  await expect(answer).toContainText(largest?.[0] ?? "");
  await expect(answer).toContainText(figure(largest?.[1] ?? 0));
  await expect(session.tab("Chart")).toHaveAttribute("aria-selected", "true");
  await expect(session.chart(/tonnes/i)).toBeVisible();
  await session.tab("Tables").click();
  await expect(session.result.getByRole("row")).toHaveCount(totals.length + 1);
  for (const [harbour, tonnes] of totals) {
    const row = session.result.getByRole("row").filter({ hasText: harbour });
    await expect(row).toContainText(figure(tonnes));
  }
}

test("[DEMO-a] a dropped CSV is asked about and answered with its own figures", async ({ session }) => {
  const data = cargo(20_261);
  await session.dropCsv(data.file, data.csv);
  await askForTotals(session, data);
});

test("[DEMO-a] a CSV given to the file input works alike", async ({ session }) => {
  const data = cargo(7);
  await session.addCsv(data.file, data.csv);
  await askForTotals(session, data);
});
