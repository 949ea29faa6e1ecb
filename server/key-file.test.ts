import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { keyReader } from "./key-file";

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), "longwire-key-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const reads = (file: string) => keyReader({ from: "file", path: file, variable: "UPSTREAM_API_KEY_FILE" });

test("[C3] [U30] each reading gives what the file holds now, without the line's end", () => {
  const file = path.join(folder(), "key");
  const read = reads(file);
  writeFileSync(file, "sk-first\n");
  expect(read()).toBe("sk-first");
  writeFileSync(file, "  sk-second\r\n");
  expect(read()).toBe("sk-second");
});

test("[C3] a file that cannot serve is a fault that names the variable, and nothing of the file", () => {
  const made = folder();
  const file = path.join(made, "secret-name");
  const faults = [reads(file)(), reads(made)()];
  writeFileSync(file, " \n");
  faults.push(reads(file)());
  writeFileSync(file, "k".repeat(16 * 1024 + 1));
  faults.push(reads(file)());
  expect(faults).toEqual([
    { fault: "The file that UPSTREAM_API_KEY_FILE names cannot be read (ENOENT)." },
    { fault: "The file that UPSTREAM_API_KEY_FILE names is not a regular file." },
    { fault: "The file that UPSTREAM_API_KEY_FILE names is empty." },
    { fault: expect.stringContaining("has more than 16384 bytes") },
  ]);
  expect(JSON.stringify(faults)).not.toContain("secret-name");
});

test("a key of the settings is always the same, and without one there is none", () => {
  expect(keyReader({ from: "setting", key: "sk-1" })()).toBe("sk-1");
  expect(keyReader(null)()).toBeNull();
});
