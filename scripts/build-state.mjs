import { createHash } from "node:crypto";
import { access, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

const FOLDERS = ["app", "components", "lib", "server", "public", "scripts"];
const FILES = ["package.json", "package-lock.json", "next.config.js", "postcss.config.mjs", "tsconfig.json"];
/** Made by the build itself, or of no consequence for it. */
const SKIPPED = /^public\/duckdb\/|\.test\.tsx?$|\.contract\.ts$|\.part$/;
/** Without any one of these the build is not whole. */
const PRODUCTS = ["dist/server.mjs", ".next/BUILD_ID", "public/duckdb/duckdb-eh.wasm"];

const recordFile = path.join(root, "dist", "build.json");

/** A hash of everything that the build reads; 12 hexadecimal digits. */
export async function sourceHash() {
  const listed = await Promise.all(FOLDERS.map(filesIn));
  const names = [...listed.flat(), ...FILES].filter((name) => !SKIPPED.test(name)).sort();
  const hash = createHash("sha256");
  for (const name of names) {
    const bytes = await readFile(path.join(root, name)).catch(() => null);
    if (bytes !== null) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex").slice(0, 12);
}

/** True when the last whole build was made from these very sources. */
export async function isCurrent(hash) {
  const record = await readFile(recordFile, "utf8").then(JSON.parse, () => null);
  if (record?.hash !== hash) return false;
  const present = await Promise.all(PRODUCTS.map((name) => exists(path.join(root, name))));
  return present.every(Boolean);
}

async function filesIn(folder) {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .map((name) => name.split(path.sep).join("/"));
}

const exists = (file) =>
  access(file).then(
    () => true,
    () => false,
  );
