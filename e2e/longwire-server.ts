import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..");
const READY = /^Longwire is at (\S+)$/m;
const START_MS = 30_000;

export type Settings = Readonly<Record<string, string>>;

type Exit = { code: number | null; signal: NodeJS.Signals | null };

/** The built server as a process of its own. */
export type LongwireServer = {
  readonly origin: string;
  readonly dataDir: string;
  /** Everything that was printed so far, both streams. */
  output(): string;
  /** Ends the process and resolves once it is gone. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<Exit>;
  /** Starts it again on the same port and folder. The process must have ended. */
  start(): Promise<void>;
  restart(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
  /** Ends the process and removes its folder. */
  dispose(): Promise<void>;
};

type Process = { child: ChildProcess; exited: Promise<Exit>; output: () => string };

/** Settings that the tests' own environment must not bring in. */
function environment(settings: Settings): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, NODE_ENV: "production", TEST_MODELS: "1", DRAIN_SECONDS: "0", ...settings };
}

export function spawnLongwire(settings: Settings): Process {
  const child = spawn(process.execPath, [path.join(root, "dist", "server.mjs")], {
    cwd: root,
    env: environment(settings),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  const read = (chunk: Buffer) => (text += chunk.toString());
  child.stdout.on("data", read);
  child.stderr.on("data", read);
  const exited = new Promise<Exit>((resolve) => {
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
  return { child, exited, output: () => text };
}

/** Resolves with the address that the process names; rejects with its output when it ends before. */
async function addressOf({ child, exited, output }: Process): Promise<string> {
  const named = new Promise<string>((resolve) => {
    const look = () => {
      const address = READY.exec(output())?.[1];
      if (address !== undefined) resolve(address);
    };
    child.stdout?.on("data", look);
    look();
  });
  const ended = exited.then((): never => {
    throw new Error(`The server did not start:\n${output()}`);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), START_MS);
  try {
    return await Promise.race([named, ended]);
  } finally {
    clearTimeout(timer);
  }
}

/** Starts the built server on a free port and an empty folder. */
export async function startLongwire(settings: Settings = {}): Promise<LongwireServer> {
  const dataDir = await mkdtemp(path.join(tmpdir(), "longwire-e2e-"));
  const earlier: string[] = [];
  const launch = (port: string) => spawnLongwire({ PORT: port, DATA_DIR: dataDir, ...settings });
  let current = launch("0");
  const origin = await addressOf(current);

  const end = (signal: "SIGTERM" | "SIGKILL"): Promise<Exit> => {
    current.child.kill(signal);
    return current.exited;
  };
  const start = async (): Promise<void> => {
    earlier.push(current.output());
    current = launch(new URL(origin).port);
    await addressOf(current);
  };
  return {
    origin,
    dataDir,
    output: () => [...earlier, current.output()].join(""),
    end,
    start,
    restart: async (signal) => {
      await end(signal);
      await start();
    },
    dispose: async () => {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
