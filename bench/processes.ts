import { build } from "esbuild";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ChildMessage, ParentMessage, Usage } from "./child";

const folder = path.dirname(fileURLToPath(import.meta.url));
/** Below node_modules, where the bundles find their packages. */
const output = path.join(folder, "..", "node_modules", ".cache", "longwire-bench");
const STOP_MS = 15_000;

const ENTRIES = ["upstream", "delay-proxy", "thin", "server", "embedded-server"] as const;
export type Entry = (typeof ENTRIES)[number];

/** Bundles the processes as the build does: a loader at run time would slow each of them differently. */
export async function bundle(): Promise<void> {
  mkdirSync(output, { recursive: true });
  await build({
    entryPoints: ENTRIES.map((entry) => path.join(folder, `${entry}.ts`)),
    outdir: output,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
  });
}

export class Child {
  private constructor(
    private readonly process: ChildProcess,
    readonly port: number,
  ) {}

  /** Starts a process and waits until it listens; rejects when it ends before. */
  static async start(entry: Entry, args: string[], profile: string | null = null): Promise<Child> {
    const profiling =
      profile === null ? [] : ["--cpu-prof", "--cpu-prof-interval=200", `--cpu-prof-dir=${profile}`];
    const started = fork(path.join(output, `${entry}.mjs`), args, {
      execArgv: ["--expose-gc", ...profiling],
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const ended = once(started, "exit").then(() => Promise.reject(new Error(`${entry} ended at its start`)));
    const message = await Promise.race([messageOf(started), ended]);
    ended.catch(() => undefined);
    if (message.type !== "ready") throw new Error(`${entry} did not say where it listens`);
    return new Child(started, message.port);
  }

  /** `collect` runs the garbage collector first. One question at a time. */
  async usage({ collect = false } = {}): Promise<Usage> {
    const question: ParentMessage = { type: "usage", collect };
    const answer = messageOf(this.process);
    this.process.send(question);
    const message = await answer;
    if (message.type !== "usage") throw new Error("not an answer to this question");
    return message.usage;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, "exit");
    const limit = setTimeout(() => this.process.kill("SIGKILL"), STOP_MS);
    this.process.disconnect();
    await gone;
    clearTimeout(limit);
  }
}

async function messageOf(child: ChildProcess): Promise<ChildMessage> {
  const [message] = (await once(child, "message")) as [ChildMessage];
  return message;
}
