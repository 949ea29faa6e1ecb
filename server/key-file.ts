import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { ApiKey } from "../lib/responses/api-key";
import type { KeySource } from "./config";

const MAX_BYTES = 16 * 1024;

/** Gives the key as it is now: a file is read at each call, so that a new one counts from the next connection on. */
export function keyReader(source: KeySource | null): () => ApiKey {
  if (source === null) return () => null;
  return source.from === "setting" ? () => source.key : () => readKey(source);
}

/** The faults name the variable, never the path or what is in the file. */
function readKey({ path, variable }: Extract<KeySource, { from: "file" }>): ApiKey {
  const text = readStart(path);
  if (typeof text === "object") return { fault: `The file that ${variable} names ${text.fault}.` };
  if (Buffer.byteLength(text) > MAX_BYTES)
    return { fault: `The file that ${variable} names has more than ${MAX_BYTES} bytes: it is no key.` };
  return text.trim() || { fault: `The file that ${variable} names is empty.` };
}

/** One byte more than a key may have tells a file that is too long. A pipe would wait for its writer. */
function readStart(path: string): string | { fault: string } {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(file).isFile()) return { fault: "is not a regular file" };
    const start = Buffer.alloc(MAX_BYTES + 1);
    return start.toString("utf8", 0, readSync(file, start));
  } catch (error) {
    return { fault: `cannot be read (${codeOf(error)})` };
  } finally {
    if (file !== null) closeSync(file);
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "unknown error";
