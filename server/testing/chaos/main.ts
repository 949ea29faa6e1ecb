import { parseArgs } from "node:util";
import { killLoop } from "./kill-loop";
import { bundleServer } from "./process";

const { values } = parseArgs({
  options: {
    random: { type: "string", default: "0" },
    points: { type: "string", default: "0" },
    sessions: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const [random, points, sessions, seed] = [values.random, values.points, values.sessions, values.seed].map(
  Number,
);
const command = `npm run chaos -- ${process.argv.slice(2).join(" ")}`;
console.log(`seed ${seed}`);

await bundleServer();
const ok =
  (random ?? 0) + (points ?? 0) > 0
    ? await killLoop(
        { random: random ?? 0, points: points ?? 0, sessions: sessions ?? 50, seed: seed ?? 0 },
        command,
      )
    : true;
process.exit(ok ? 0 : 1);
