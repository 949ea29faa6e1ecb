import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { build } from "esbuild";

const BUNDLE = path.resolve("artifacts/chaos/server.mjs");

/** Builds the server of `server.ts` into one file, which starts in a fraction of the time of its sources. */
export async function bundleServer(): Promise<void> {
  await mkdir(path.dirname(BUNDLE), { recursive: true });
  const entry = path.resolve("server/testing/chaos/server.ts");
  await build({
    ...{ entryPoints: [entry], outfile: BUNDLE, bundle: true, platform: "node", format: "esm" },
    ...{ target: "node20", packages: "external", logLevel: "warning" },
  });
}

/** A port that was free a moment ago, to be used by one server after the other. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** The server in a process of its own. */
export class ServerProcess {
  readonly exited: Promise<Exit>;
  /** Lines on both outputs. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #listening: Promise<void>;

  constructor(options: { port: number; directory: string; env?: Record<string, string> }) {
    const { PATH = "" } = process.env;
    const settings = { PORT: String(options.port), DATA_DIR: options.directory, TEST_MODELS: "1" };
    this.#child = spawn(process.execPath, [BUNDLE], {
      env: { PATH, NODE_ENV: "production", ...settings, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.exited = once(this.#child, "exit").then(([code, signal]) => ({ code, signal }) as Exit);
    this.#listening = this.#listen();
  }

  /** Resolves with true once the server takes connections, with false when it ended before. */
  ready(): Promise<boolean> {
    return Promise.race([this.#listening.then(() => true), this.exited.then(() => false)]);
  }

  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.#child.kill(signal);
    return this.exited;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #listen(): Promise<void> {
    return new Promise((resolve) => {
      for (const stream of [this.#child.stdout, this.#child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on("line", (line) => {
          this.lines.push(line);
          if (line.startsWith("Longwire is at")) resolve();
        });
      }
    });
  }
}
