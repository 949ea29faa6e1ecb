import { isRecord } from "../../lib/util/json";

/** Text of a provider, cut where it is longer than viewers are sent. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const start = head(text, max);
  return `${start}… (${text.length - start.length} more characters)`;
}

/** At most so many characters from the beginning, without half of one that takes two. */
export const head = (text: string, max: number): string =>
  text.slice(0, /[\uD800-\uDBFF]/.test(text.charAt(max - 1)) ? max - 1 : max);

export const textAt = (value: unknown, max: number): string | null =>
  typeof value === "string" ? cut(value, max) : null;

/** The first entries of what should be a list, each read by `read`; what it cannot read is left out. */
export function listOf<T>(value: unknown, max: number, read: (entry: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return [];
  const found: T[] = [];
  for (const entry of value as readonly unknown[]) {
    if (found.length >= max) break;
    const one = read(entry);
    if (one !== null) found.push(one);
  }
  return found;
}

export const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const MAX_URL = 2_048;

/** An address that a viewer may be offered: http or https, without credentials. */
export function webAddress(value: unknown): string | null {
  if (typeof value !== "string" || value.length > MAX_URL || !URL.canParse(value)) return null;
  const { protocol, username, password, href } = new URL(value);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && username === "" && password === "" && href.length <= MAX_URL ? href : null;
}
