import type { FullConfig, FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";
import { writeProof } from "../../server/testing/proof";

const count = new Intl.NumberFormat("en");

/** Writes what a repeated run of these tests has shown as the proof T22. */
export default class ProofReporter implements Reporter {
  readonly #rows = new Set<string>();
  #repeats = 1;
  #workers = 1;
  #passed = 0;
  #failed = 0;

  onBegin(config: FullConfig): void {
    this.#repeats = Math.max(...config.projects.map(({ repeatEach }) => repeatEach));
    this.#workers = config.workers;
  }

  onTestEnd({ title }: TestCase, { status }: TestResult): void {
    for (const [, row = ""] of title.matchAll(/\[(F(?:\d|1\d|20))\]/g)) this.#rows.add(row);
    if (status === "passed") this.#passed += 1;
    else this.#failed += 1;
  }

  onEnd({ duration }: FullResult): void {
    const runs = this.#passed + this.#failed;
    writeProof({
      id: "T22",
      shows:
        "Faults of a page in a real Chromium on a real server: what happens is what the table says, each time",
      command: `npm run test:e2e -- e2e/reliability --repeat-each ${this.#repeats} --workers ${this.#workers} --reporter ./e2e/reliability/proof-reporter.ts`,
      seconds: duration / 1_000,
      findings: [
        {
          what: "rows of the table, of F1 to F20",
          figure: count.format(this.#rows.size),
          kept: this.#rows.size === 20,
        },
        {
          what: "runs of tests, none of them repeated after a failure",
          figure: count.format(runs),
          kept: runs > 0,
        },
        { what: "runs that failed", figure: count.format(this.#failed), kept: this.#failed === 0 },
      ],
    });
  }
}
