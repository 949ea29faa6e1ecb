import { parseArgs } from "node:util";
import { planOf } from "./plan";
import { run } from "./run";

const { values } = parseArgs({ options: { schedules: { type: "string", default: "100" }, from: { type: "string", default: "1" } } });
const start = performance.now();
let events = 0;
const broken: number[] = [];
for (let seed = Number(values.from); seed < Number(values.from) + Number(values.schedules); seed += 1) {
  const result = await run(planOf(seed));
  events += result.events;
  if (result.violations.length > 0) { broken.push(seed); if (broken.length < 12) console.log(seed, result.violations.slice(0, 2)); }
}
console.log(broken.length, events, performance.now() - start);
