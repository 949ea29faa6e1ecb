import { readFile } from "node:fs/promises";
import path from "node:path";
import { isRecord, parseJson } from "../../lib/util/json";

/** The version in the project's `package.json`, or `unknown`. */
export async function readVersion(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, "package.json"), "utf8").catch(() => "");
  const manifest = parseJson(text);
  return isRecord(manifest) && typeof manifest.version === "string" ? manifest.version : "unknown";
}
