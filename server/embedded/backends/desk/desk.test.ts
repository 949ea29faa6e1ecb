import { beforeAll, describe, expect, test } from "vitest";
import { converse, type Made, type Tools } from "./testing/converse";
import { openPage, type Page } from "./testing/page";
import { HOSPITAL, MESSY, RIDES, SHOP } from "./testing/tables";

const sqlOf = (made: readonly Made[]): string[] =>
  made.filter(({ name }) => name === "run_sql").map(({ args }) => String(args.sql));

/** Every figure of an answer, without separators, and whether an output or the question holds it. */
function untraced(text: string, made: readonly Made[], question: string): string[] {
  const held = `${made.map(({ output }) => output).join(" ")} ${question}`.match(/\d+(?:\.\d+)?/g) ?? [];
  const known = held.map(Number);
  const prose = text
    .replace(/1\.5 interquartile/g, "")
    .replace(/\d{1,2}:00|\d{4}-\d{2}-\d{2}[ \d:]*|Q[1-4] \d{4}/g, "");
  const figures = (prose.match(/\d[\d,]*(?:\.\d+)?/g) ?? []).map((figure) =>
    Number(figure.replaceAll(",", "")),
  );
  return figures
    .filter((figure) => !known.some((value) => Math.abs(value - figure) <= 0.00500001))
    .map(String);
}

const CASES: {
  title: string;
  statements: readonly string[];
  asked: readonly (readonly [string, RegExp])[];
}[] = [
  {
    title: "a shop without a revenue column",
    statements: SHOP,
    asked: [
      ["which region sold the most?", /\*\*AMER\*\* has the highest total revenue/],
      ["show monthly revenue", /highest in \*\*July 2023\*\*/],
      ["compare 2023 and 2024 revenue", /\*\*2023\*\* has the highest total revenue/],
      ["profit by region", /total profit/],
      ["total revenue for Acme in Q3 2023", /Q3 2023 where customer name names Acme is \*\*2,887\.50\*\*/],
      ["excluding returned, quantity by product", /status is not returned/],
      ["how many customers are there", /different customers is \*\*10\*\*/],
      ["missing values", /`status` has the most missing values: \*\*30\*\*/],
      ["quantity between 3 and 5 by region", /between 3 and 5/],
      ["bottom 2 products by average unit cost", /lowest average unit cost/],
      ["quantity sold per month", /^The total quantity is highest in/],
      ["revenue in 2031", /^No rows of \*\*orders\*\* match in 2031/],
    ],
  },
  {
    title: "hospital visits",
    statements: HOSPITAL,
    asked: [
      ["average stay by department", /highest average length of stay/],
      ["which department has the oldest patients?", /\*\*Oncology\*\* has the highest average age/],
      ["how many patients were readmitted", /where readmitted is true is \*\*18\*\*/],
      ["number of visits for Cardiology in March 2024", /is \*\*11\*\*/],
      ["correlations", /correlation between/],
      ["distribution of age", /median of \*\*53\*\*/],
      ["busiest hour of the day", /highest number of hospital visits/],
    ],
  },
  {
    title: "bike rides beside stations",
    statements: RIDES,
    asked: [
      ["most popular start station", /number of bike rides: \*\*225\*\*/],
      ["how many docks are there in total", /total docks is \*\*110\*\*/],
      ["rides by hour", /highest at \*\*/],
      ["longest ride", /is \*\*58\*\*/],
      ["distance vs duration", /correlation between `distance_km` and `duration_min`/],
    ],
  },
  {
    title: "a messy web log",
    statements: MESSY,
    asked: [
      ["ad spend by page", /\*\*\/pricing\*\* has the highest total ad spend: \*\*85,020\*\*/],
      ["hits per month", /highest in \*\*March 2024\*\*, with \*\*31\*\*/],
      ["404 errors by page", /status code is 404: \*\*18\*\*/],
      ["duplicates?", /is repeated in full/],
    ],
  },
];

describe.each(CASES)("on $title", ({ statements, asked }) => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(statements);
  }, 30_000);

  test.each(asked)("answers %s", async (question, expected) => {
    const { text, made } = await converse(page.tools).ask(question);
    expect(made.filter(({ output }) => output.startsWith('{"error'))).toEqual([]);
    expect(text).toMatch(expected);
    expect(untraced(text, made, question)).toEqual([]);
  });
});

describe("a conversation", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage(SHOP);
  }, 30_000);

  test("follow-ups keep the question before them", async () => {
    const talk = converse(page.tools);
    await talk.ask("revenue by region");
    expect(sqlOf((await talk.ask("only 2023")).made).at(-1)).toContain("date '2023-01-01'");
    expect(sqlOf((await talk.ask("and by product?")).made).at(-1)).toMatch(
      /"region".*"product".*date '2023-01-01'/,
    );
    const pie = await talk.ask("as a pie");
    expect(pie.made.map(({ name }) => name)).toEqual(["create_chart"]);
    expect(pie.made[0]?.args.spec).toMatchObject({ mark: { type: "arc" } });
  });

  test("a described table is not described again", async () => {
    const talk = converse(page.tools);
    expect((await talk.ask("revenue by region")).made.map(({ name }) => name)).toEqual([
      "list_tables",
      "describe_table",
      "run_sql",
      "run_sql",
      "create_chart",
    ]);
    expect((await talk.ask("revenue by product")).made.map(({ name }) => name)).toEqual([
      "list_tables",
      "run_sql",
      "run_sql",
      "create_chart",
    ]);
  });

  test("a profile makes one query per column", async () => {
    const { made, text } = await converse(page.tools).ask("profile orders");
    expect(sqlOf(made)).toHaveLength(9);
    expect(text).toContain("**orders** has **600** rows");
  });

  test("a refused statement is repaired once", async () => {
    const refused: Tools = {
      ...page.tools,
      run_sql: (args) => {
        if (!String(args.sql).includes("try_cast")) throw new Error("Conversion Error: not a number");
        return page.tools.run_sql?.(args);
      },
    };
    const { text } = await converse(refused).ask("revenue by region");
    expect(text).toContain("**AMER** has the highest total revenue");
  });

  test.each(["list_tables", "describe_table", "run_sql"])(
    "an outage of %s is explained after two tries",
    async (broken) => {
      const failing: Tools = {
        ...page.tools,
        [broken]: () => {
          throw new Error("the engine is gone");
        },
      };
      const { text, made } = await converse(failing).ask("how many orders are there");
      expect(text).toMatch(/^I could not .*the engine is gone/);
      expect(made.filter(({ name }) => name === broken)).toHaveLength(2);
    },
  );

  test("an empty page is pointed to Add data", async () => {
    const { text } = await converse({ ...page.tools, list_tables: () => ({ tables: [] }) }).ask(
      "total sales by region",
    );
    expect(text).toContain("**Add data**");
  });

  test("talk is answered with what the model is and real column names", async () => {
    const { text } = await converse(page.tools).ask("write me a poem");
    expect(text).toContain("I am the demo model: rules, not a language model.");
    expect(text).toMatch(/region[\s\S]*UPSTREAM_URL/);
  });
});
