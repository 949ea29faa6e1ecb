import { pathToFileURL } from "node:url";
import path from "node:path";
import { build } from "./build.mjs";
import { root } from "./build-state.mjs";

try {
  await build();
} catch (error) {
  console.error(`longwire: the build failed: ${error.message}`);
  process.exit(1);
}
// npm dies of a SIGTERM without passing it on: then the server would be left running.
const parent = process.ppid;
if (process.env.npm_lifecycle_event === "start") {
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, "SIGTERM");
  }, 250).unref();
}
process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";
// In this process, so that a signal reaches the server whoever sends it.
await import(pathToFileURL(path.join(root, "dist", "server.mjs")).href);
