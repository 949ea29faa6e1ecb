import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { converse } from "./testing/converse";
import { openPage, type Page } from "./testing/page";
import { HOSPITAL, MESSY, RIDES } from "./testing/tables";

const WORDS = (
  "which what how many much total average median count top bottom 5 10 2024 by per and or for in since before between over under " +
  "month week day hour weekday quarter q3 march last share of distribution correlation compare vs most least biggest longest only not excluding " +
  "duplicates missing outliers ride rides station duration distance rider member Harbor visits department Cardiology stay charge age gender F page status 404 " +
  "latency date hit trend chart pie true is = > 3.5 'x' \" ; -- \\ {{table}} $& drop table rows profile describe tables"
).split(" ");
const SEED = 20_240_607;

describe("any question", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage([...HOSPITAL, ...RIDES, ...MESSY]);
  }, 30_000);

  test(`made of known words is answered with statements that the engine accepts (seed ${SEED})`, async () => {
    const question = fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 9 })
      .map((words) => words.join(" "));
    const property = fc.asyncProperty(question, async (asked) => {
      const { text, made } = await converse(page.tools).ask(asked);
      expect(text.length).toBeGreaterThan(0);
      expect(
        made
          .filter(({ output }) => output.startsWith('{"error'))
          .map(({ args, output }) => `${String(args.sql)} ${output}`),
      ).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: 20 });
  }, 60_000);

  test(`made of any characters gets an answer (seed ${SEED})`, async () => {
    const tools = { list_tables: () => ({ tables: [] }) };
    const property = fc.asyncProperty(fc.string({ unit: "binary", maxLength: 80 }), async (asked) => {
      expect((await converse(tools).ask(asked)).text.length).toBeGreaterThan(0);
    });
    await fc.assert(property, { seed: SEED, numRuns: 200 });
  });
});
