import { expect, type Page, test } from "@playwright/test";
import { converse, type Tools } from "../../server/embedded/backends/desk/testing/converse";
import { type Case, casesOf } from "./corpus/cases";
import { type Domain, DOMAINS } from "./corpus/domains";
import { judge, type Verdict } from "./corpus/judge";
import type { DeskPage } from "./page";
import { type DeskServer, startDeskServer } from "./server";

declare const window: { deskPage: DeskPage };

/** Questions asked at least, over all tables. */
const LEAST = 150;
/** The least share that is answered right; what is not must be declined. */
const RIGHT = 0.9;

let server: DeskServer;

test.beforeAll(async () => {
  server = await startDeskServer();
});

test.afterAll(() => server.close());

type Answered = Case & { file: string; answer: string; verdict: Verdict };

test(`[CORPUS-1] of ${LEAST} and more questions about six files the demo model answers none wrong`, async ({
  page,
}) => {
  test.setTimeout(300_000);
  const answered: Answered[] = [];
  for (const domain of DOMAINS) answered.push(...(await askAbout(page, domain)));
  const shares = (["right", "declined", "wrong"] as const).map(
    (verdict) => `${answered.filter((one) => one.verdict === verdict).length} ${verdict}`,
  );
  console.log(`corpus: ${answered.length} questions about ${DOMAINS.length} files: ${shares.join(", ")}`);
  const wrong = answered.filter(({ verdict }) => verdict === "wrong");
  expect(
    wrong.map(({ file, question, names, figures, answer }) => ({ file, question, names, figures, answer })),
  ).toEqual([]);
  expect(answered.length).toBeGreaterThanOrEqual(LEAST);
  expect(
    answered.filter(({ verdict }) => verdict === "right").length / answered.length,
  ).toBeGreaterThanOrEqual(RIGHT);
});

/** Each question in a conversation and, for each table, in a page of its own: nothing that was said before helps. */
async function askAbout(page: Page, domain: Domain): Promise<Answered[]> {
  await page.goto(server.origin);
  await page.waitForFunction(() => "deskPage" in window);
  const imported = await page.evaluate(
    ([file, text]) => window.deskPage.desk.importFile(window.deskPage.file(file, text)),
    [domain.file, domain.csv] as const,
  );
  expect(imported).toMatchObject({ ok: true, tables: [{ rows: domain.rows.length }] });
  const answered: Answered[] = [];
  for (const asked of casesOf(domain)) {
    const { text } = await converse(toolsOf(page)).ask(asked.question);
    answered.push({ ...asked, file: domain.file, answer: text, verdict: judge(asked, text) });
  }
  return answered;
}

function toolsOf(page: Page): Tools {
  const tool = (name: string) => async (args: Record<string, unknown>) => {
    const answer = await page.evaluate(([called, given]) => window.deskPage.call(called, given), [
      name,
      args,
    ] as const);
    if ("error" in answer) throw new Error(answer.error);
    return JSON.parse(answer.output) as unknown;
  };
  return Object.fromEntries(
    ["list_tables", "describe_table", "run_sql", "create_chart"].map((name) => [name, tool(name)]),
  );
}
