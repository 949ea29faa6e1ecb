import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as z from "zod/mini";
import { eventBodySchemas } from "./event";
import { clientFrameSchema } from "./frame";
import { PROTOCOL_VERSION } from "./version";

const root = fileURLToPath(new URL("../..", import.meta.url));
const protocol = readFileSync(path.join(root, "docs", "protocol.md"), "utf8");

const matches = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, found = ""]) => found);

const rules = matches(protocol, /^- \*\*\[([A-Z]+-[0-9]+)\]\*\*/gm);
const prefixes = new Set(rules.map((id) => id.replace(/-.*$/, "")));

function testFiles(folder: string): string[] {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return readdirSync(full, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(test|spec|contract)\.tsx?$/.test(name))
    .map((name) => path.join(full, name));
}

/** Ids at the head of a quoted title: "[LOG-1] …", also several of them. */
function idsInTitles(file: string): string[] {
  const heads = matches(readFileSync(file, "utf8"), /["'`]((?:\[[A-Z]+-[0-9]+\] ?)+)/g);
  return heads.flatMap((head) => matches(head, /\[([A-Z]+-[0-9]+)\]/g));
}

const tested = new Set(["lib", "server", "components", "e2e"].flatMap(testFiles).flatMap(idsInTitles));

test("docs/protocol.md numbers each rule once, and names no rule that it does not have", () => {
  expect(rules.length).toBeGreaterThan(0);
  expect(rules.filter((id, at) => rules.indexOf(id) !== at)).toEqual([]);
  expect(matches(protocol, /\[([A-Z]+-[0-9]+)\]/g).filter((id) => !rules.includes(id))).toEqual([]);
});

test("every rule of docs/protocol.md stands in the title of a test", () => {
  expect(rules.filter((id) => !tested.has(id))).toEqual([]);
});

test("every rule that a test names stands in docs/protocol.md", () => {
  const named = [...tested].filter((id) => prefixes.has(id.replace(/-.*$/, "")));
  expect(named.filter((id) => !rules.includes(id))).toEqual([]);
});

/** What a page and a server of one version agree on, commands included. */
const wire = {
  clientFrames: z.toJSONSchema(clientFrameSchema),
  events: Object.entries(eventBodySchemas).map(([type, schema]) => [type, z.toJSONSchema(schema)]),
};

const HASHES: Readonly<Record<number, string>> = {
  1: "2e45336aa0321763",
  2: "3594d67b35c028aa",
  3: "740916700cc2956e",
};

test("the wire's schemas are those of this version", () => {
  const hash = createHash("sha256").update(JSON.stringify(wire)).digest("hex").slice(0, 16);
  const advice =
    "The wire has changed. If a page of the old version could misread a frame, raise PROTOCOL_VERSION; " +
    `then record the new hash beside its version: ${hash}`;
  expect(HASHES[PROTOCOL_VERSION], advice).toBe(hash);
});
