import { spawn } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isCurrent, root, sourceHash } from "./build-state.mjs";

const require = createRequire(import.meta.url);

/** Builds pages, server and desk files unless they are current. */
export async function build({ force = false } = {}) {
  const hash = await sourceHash();
  if (!force && (await isCurrent(hash))) return;
  await rm(path.join(root, "dist", "build.json"), { force: true });
  await run([path.join(root, "scripts", "copy-desk-assets.mjs")]);
  await bundleServer(hash);
  await run([require.resolve("next/dist/bin/next"), "build"]);
  await mkdir(path.join(root, "dist"), { recursive: true });
  await writeFile(path.join(root, "dist", "build.json"), `${JSON.stringify({ hash })}\n`);
}

async function bundleServer(hash) {
  const esbuild = await import("esbuild");
  await esbuild.build({
    entryPoints: [path.join(root, "server", "main.ts")],
    outfile: path.join(root, "dist", "server.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "warning",
    define: { LONGWIRE_BUILD: JSON.stringify(hash) },
  });
}

/** Runs a Node script to its end. A signal to this process reaches it too. */
function run(args) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  const forward = (signal) => child.kill(signal);
  process.on("SIGTERM", forward).on("SIGINT", forward);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.off("SIGTERM", forward).off("SIGINT", forward);
      if (code === 0) resolve();
      else reject(new Error(`${path.basename(args[0] ?? "")} ended with ${code ?? "a signal"}`));
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ force: true }).catch((error) => {
    console.error(`longwire: ${error.message}`);
    process.exit(1);
  });
}
