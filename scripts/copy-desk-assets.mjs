import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const require = createRequire(import.meta.url);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "public", "duckdb");

const NAMES = ["duckdb-browser-eh.worker.js", "duckdb-eh.wasm"];
const BROTLI_QUALITY = 5;
const GZIP_LEVEL = 6;

const brotli = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** A source map would be fetched by developer tools from an address that is not served. */
function withoutSourceMap(name, bytes) {
  if (!name.endsWith(".js")) return bytes;
  return Buffer.from(bytes.toString("utf8").replace(/\n\/\/# sourceMappingURL=[^\n]*\n?$/, "\n"));
}

async function newerThan(file, time) {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.mtimeMs >= time;
}

/** Renamed into place, so that a server that runs meanwhile never serves half a file. */
async function place(file, bytes) {
  const part = `${file}.${process.pid}.part`;
  await writeFile(part, bytes);
  await rename(part, file);
}

function compressors(size) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: size,
  };
  return [
    [".br", (bytes) => brotli(bytes, { params })],
    [".gz", (bytes) => gzipAsync(bytes, { level: GZIP_LEVEL })],
    ["", (bytes) => Promise.resolve(bytes)],
  ];
}

async function copy(name) {
  const source = require.resolve(`@duckdb/duckdb-wasm/dist/${name}`);
  const file = path.join(target, name);
  const { mtimeMs, size } = await stat(source);
  const present = await Promise.all(["", ".br", ".gz"].map((end) => newerThan(file + end, mtimeMs)));
  if (present.every(Boolean)) return `${name}: up to date`;
  const bytes = withoutSourceMap(name, await readFile(source));
  await Promise.all(
    compressors(size).map(async ([end, compress]) => place(file + end, await compress(bytes))),
  );
  return `${name}: copied, ${(bytes.length / 1e6).toFixed(1)} MB`;
}

await mkdir(target, { recursive: true });
for (const line of await Promise.all(NAMES.map(copy))) console.log(line);
