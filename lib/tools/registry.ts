import type { ToolSpec } from "../protocol/tool";
import type { AnyTool } from "./define-tool";

/** The tools that a page offers; they may come and go while it lives. */
export type Registry = {
  get: (name: string) => AnyTool | undefined;
  /** In the order of their names. */
  specs: () => ToolSpec[];
  /** Names exactly these specs, so that they travel once. */
  readonly hash: string;
  /** Offers one more tool, until the answer is called. Throws when its name is taken. */
  add: (tool: AnyTool) => () => void;
  /** Told once after all changes of one task, until the answer is called. */
  onChange: (listener: () => void) => () => void;
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

/** Throws when two tools have one name. */
export function createRegistry(tools: readonly AnyTool[]): Registry {
  return new ChangingRegistry(tools);
}

class ChangingRegistry implements Registry {
  readonly #named = new Map<string, AnyTool>();
  readonly #listeners = new Set<() => void>();
  #hash: string | null = null;
  #news: "none" | "to tell" = "none";

  constructor(tools: readonly AnyTool[]) {
    tools.forEach((tool) => this.#put(tool));
  }

  get hash(): string {
    return (this.#hash ??= shortHash(JSON.stringify(this.specs())));
  }

  readonly get = (name: string): AnyTool | undefined => this.#named.get(name);

  readonly specs = (): ToolSpec[] =>
    [...this.#named.values()]
      .map(({ spec }) => spec)
      .sort((left, right) => (left.name < right.name ? -1 : 1));

  readonly add = (tool: AnyTool): (() => void) => {
    this.#put(tool);
    this.#changed();
    return () => {
      if (this.#named.get(tool.spec.name) !== tool) return;
      this.#named.delete(tool.spec.name);
      this.#changed();
    };
  };

  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #put(tool: AnyTool): void {
    const { name } = tool.spec;
    if (this.#named.has(name)) throw new Error(`two tools are named ${name}`);
    this.#named.set(name, tool);
  }

  /** Many tools of one screen come and go together: that is one change. */
  #changed(): void {
    this.#hash = null;
    if (this.#news === "to tell") return;
    this.#news = "to tell";
    queueMicrotask(() => {
      this.#news = "none";
      for (const listener of this.#listeners) listener();
    });
  }
}
