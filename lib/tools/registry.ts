import type { ToolSpec } from "../protocol/tool";
import type { AnyTool } from "./define-tool";

/** The tools that a page offers. `hash` names exactly these specs, so that they travel once. */
export type Registry = {
  get: (name: string) => AnyTool | undefined;
  /** In the order of their names. */
  specs: () => ToolSpec[];
  hash: string;
};

/** Two 32-bit multiply-xor mixes: a name for a content, 16 hexadecimal digits, not a defence against forging. */
export function shortHash(text: string): string {
  let left = 0xdeadbeef;
  let right = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    left = Math.imul(left ^ code, 2_654_435_761);
    right = Math.imul(right ^ code, 1_597_334_677);
  }
  const mix = (one: number, other: number): number =>
    Math.imul(one ^ (one >>> 16), 2_246_822_507) ^ Math.imul(other ^ (other >>> 13), 3_266_489_909);
  return [mix(left, right), mix(right, left)]
    .map((part) => (part >>> 0).toString(16).padStart(8, "0"))
    .join("");
}

function byName(left: AnyTool, right: AnyTool): number {
  if (left.spec.name === right.spec.name) throw new Error(`two tools are named ${left.spec.name}`);
  return left.spec.name < right.spec.name ? -1 : 1;
}

/** Throws when two tools have one name. */
export function createRegistry(tools: readonly AnyTool[]): Registry {
  const sorted = [...tools].sort(byName);
  const named = new Map(sorted.map((tool) => [tool.spec.name, tool]));
  const specs = sorted.map((tool) => tool.spec);
  return { get: (name) => named.get(name), specs: () => [...specs], hash: shortHash(JSON.stringify(specs)) };
}
