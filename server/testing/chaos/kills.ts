import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FailpointName } from "../../failpoints/failpoint";
import type { Fleet } from "./fleet";
import { freePort, ServerProcess } from "./process";

/** The places of a server that has a folder; `migration` is met once in the life of one. */
export const POINTS: readonly FailpointName[] = [
  "command_received",
  "command_committed",
  "turn_acked",
  "request_committed",
  "request_sent",
  "text_received",
  "response_received",
  "response_committed",
  "call_committed",
  "claim_received",
  "result_committed",
  "lease_taken",
  "checkpoint",
];

const POINT_WITHIN_MS = 20_000;

export const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills the server at a moment of its own and lets the next one take over. */
export async function killAtRandom(fleet: Fleet): Promise<void> {
  await wait(20 + fleet.random() * 400);
  await fleet.server.end("SIGKILL");
  if ((await fleet.restart()) === "died") throw new Error(fleet.server.lines.join("\n"));
}

/** Lets the server kill itself at a place, and the next one take over. */
export async function killAt(fleet: Fleet, name: FailpointName): Promise<void> {
  await fleet.server.end("SIGKILL");
  // A lease is taken once for each session, and a checkpoint comes seldom.
  const most = name === "checkpoint" ? 1 : Math.min(8, fleet.pages.length);
  const nth = 1 + Math.floor(fleet.random() * most);
  const env = { FAULTS: "1", FAILPOINT: `${name}:${nth}:crash` };
  const began = fleet.restart(env);
  const timer = AbortSignal.timeout(POINT_WITHIN_MS);
  const tooLate = new Promise<never>((_, reject) =>
    timer.addEventListener("abort", () => reject(new Error(`${env.FAILPOINT} was not reached`))),
  );
  await began;
  const { signal } = await Promise.race([fleet.server.exited, tooLate]);
  if (signal !== "SIGKILL") throw new Error(`${env.FAILPOINT}: ${fleet.server.lines.join("\n")}`);
  if ((await fleet.restart()) === "died") throw new Error(fleet.server.lines.join("\n"));
}

/** A server that dies while it makes its folder leaves one that the next can make. */
export async function killWhileMigrating(): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), "longwire-chaos-"));
  const port = await freePort();
  const env = { FAULTS: "1", FAILPOINT: "migration:1:crash" };
  const { signal } = await new ServerProcess({ port, directory, env }).exited;
  const next = new ServerProcess({ port, directory });
  const isUp = await next.ready();
  const { code } = await next.end("SIGTERM");
  rmSync(directory, { recursive: true, force: true });
  if (signal !== "SIGKILL" || !isUp || code !== 0) throw new Error(next.lines.join("\n"));
}
