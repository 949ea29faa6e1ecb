import path from "node:path";
import { fileURLToPath } from "node:url";
import { compose, type Running } from "./compose";
import { readConfig, type Config } from "./config";
import { createLog } from "./log";

declare const LONGWIRE_BUILD: string | undefined;

/** Put in by the bundler; a server that runs from its sources has none. */
const build = typeof LONGWIRE_BUILD === "string" ? LONGWIRE_BUILD : "development";
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

/** After this long a stop is no longer a graceful one. */
const STOP_MS = 12_000;

async function start(config: Config): Promise<void> {
  const log = createLog(config.mode);
  const onFatal = (message: string): void => fail([message]);
  const running = await compose({ config, folder, build, log, onFatal });
  if ("error" in running) return fail([running.error]);
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stop(running));
  console.log(`Longwire is at ${running.address}`);
}

/** A second signal finds no listener and ends the process at once. */
function stop(running: Running): void {
  setTimeout(() => process.exit(1), STOP_MS).unref();
  running.close().then(
    () => process.exit(0),
    (error: unknown) => fail([`The server did not stop cleanly: ${String(error)}`]),
  );
}

function fail(reasons: readonly string[]): never {
  for (const reason of reasons) console.error(`longwire: ${reason}`);
  process.exit(1);
}

const settings = readConfig();
if (settings.ok) await start(settings.config);
else fail(settings.errors);
