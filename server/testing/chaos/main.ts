import { parseArgs } from "node:util";
import { proveCuts, proveFailures } from "../disk/proofs";
import { deployLoop } from "./deploy-loop";
import { killLoop } from "./kill-loop";
import { bundleServer } from "./process";

const { values } = parseArgs({
  options: {
    random: { type: "string", default: "0" },
    points: { type: "string", default: "0" },
    deploys: { type: "string", default: "0" },
    cuts: { type: "string", default: "0" },
    failures: { type: "string", default: "0" },
    sessions: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});

const seed = Number(values.seed);
const sessions = Number(values.sessions);
const [random, points, deploys, cuts, failures] = [
  ...[values.random, values.points, values.deploys, values.cuts, values.failures].map(Number),
] as [number, number, number, number, number];
const command = `npm run chaos -- ${process.argv.slice(2).join(" ")}`;
console.log(`seed ${seed}`);

const kept: boolean[] = [];
if (random + points + deploys > 0) await bundleServer();
if (random + points > 0) kept.push(await killLoop({ random, points, sessions, seed }, command));
if (deploys > 0) kept.push(await deployLoop({ deploys, sessions, seed }, command));
if (cuts > 0) kept.push(await proveCuts(cuts, seed, command));
if (failures > 0) kept.push(await proveFailures(failures, command));
if (kept.length === 0) console.error("Say what: --random, --points, --deploys, --cuts, --failures");
process.exit(kept.length > 0 && kept.every(Boolean) ? 0 : 1);
