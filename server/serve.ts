import { compose, type ComposeOptions, type Running } from "./compose";
import { readConfig, type Config } from "./config";
import { createLog } from "./log";

/** What a process brings beside its settings. */
export type ServeOptions = Pick<ComposeOptions, "folder" | "build" | "openPages"> & {
  /** What is built for people must not be made to fail on purpose. */
  failpoints: "allowed" | "refused";
};

/** After this long, once it has drained, a stop is no longer a graceful one. */
const STOP_MS = 12_000;

/** Runs the server that the environment describes until a signal, or until its disk fails. */
export async function serve(options: ServeOptions): Promise<void> {
  const settings = readConfig();
  if (!settings.ok) return fail(settings.errors);
  const refusal = failpointRefusal(settings.config, options.failpoints);
  if (refusal !== null) return fail([refusal]);
  await start(settings.config, options);
}

export function failpointRefusal(
  { failpoint }: Pick<Config, "failpoint">,
  failpoints: ServeOptions["failpoints"],
): string | null {
  if (failpoint === null || failpoints === "allowed") return null;
  return "FAILPOINT is for the tests: a production build does not start with it.";
}

async function start(config: Config, options: ServeOptions): Promise<void> {
  const log = createLog(config.mode);
  const onFatal = (message: string): void => fail([message]);
  const running = await compose({ ...options, config, log, onFatal });
  if ("error" in running) return fail([running.error]);
  process.once("SIGTERM", () => stop(running, "drain"));
  process.once("SIGINT", () => stop(running, "at_once"));
  console.log(`Longwire is at ${running.address}`);
}

/** A second signal of the same kind finds no listener and ends the process at once. */
function stop(running: Running, how: "drain" | "at_once"): void {
  const drained = how === "drain" ? running.drain() : Promise.resolve();
  drained
    .then(() => {
      setTimeout(() => process.exit(1), STOP_MS).unref();
      return running.close();
    })
    .then(
      () => process.exit(0),
      (error: unknown) => fail([`The server did not stop cleanly: ${String(error)}`]),
    );
}

function fail(reasons: readonly string[]): never {
  for (const reason of reasons) console.error(`longwire: ${reason}`);
  process.exit(1);
}
