import { isRecord } from "../../../lib/util/json";
import type { Dice } from "./dice";

const HOSTILE = [
  ...[null, true, -1, 0, 1e308, -0, 9_007_199_254_740_993, "", "__proto__", "constructor", "\ud800"],
  ...[[], {}, [[[[[]]]]], { __proto__: null }, { toString: 1 }, { length: -1 }, "x".repeat(5_000)],
] as const;
const KEYS = ["__proto__", "constructor", "toString", "type", "id", "then", "", "0"] as const;

/** The value with one of its parts replaced, taken out, doubled or added. The given one stays as it is. */
export function mutate(value: unknown, dice: Dice): unknown {
  if (Array.isArray(value)) return mutateList(value, dice);
  if (isRecord(value)) return mutateRecord(value, dice);
  return hostile(dice);
}

const hostile = (dice: Dice): unknown =>
  dice.chance(0.05) ? nested(dice.below(200)) : dice.pick([null, ...HOSTILE]);

function mutateList(list: readonly unknown[], dice: Dice): unknown {
  if (list.length === 0 || dice.chance(0.1)) return hostile(dice);
  const at = dice.below(list.length);
  if (dice.chance(0.2)) return [...list, list[at]];
  if (dice.chance(0.2)) return list.filter((_part, index) => index !== at);
  return list.map((part, index) => (index === at ? mutate(part, dice) : part));
}

function mutateRecord(record: Record<string, unknown>, dice: Dice): unknown {
  const entries = Object.entries(record);
  if (entries.length === 0 || dice.chance(0.05)) return hostile(dice);
  const at = dice.below(entries.length);
  if (dice.chance(0.15)) return Object.fromEntries([...entries, [dice.pick(KEYS), hostile(dice)]]);
  if (dice.chance(0.2)) return Object.fromEntries(entries.filter((_entry, index) => index !== at));
  return Object.fromEntries(
    entries.map(([key, part], index) => [key, index === at ? mutate(part, dice) : part]),
  );
}

function nested(depth: number): unknown {
  let value: unknown = {};
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

/** JSON text, of which some is no longer JSON. */
export function textOf(value: unknown, dice: Dice): string {
  const text = JSON.stringify(value) ?? "null";
  if (!dice.chance(0.05)) return text;
  const at = dice.below(text.length + 1);
  return dice.chance(0.5) ? text.slice(0, at) : `${text.slice(0, at)}${dice.text(4)}${text.slice(at)}`;
}
