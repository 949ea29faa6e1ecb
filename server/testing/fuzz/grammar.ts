import type * as z from "zod/mini";
import type { Dice } from "./dice";

type Schema = z.core.$ZodType;

/** A value that has about the form of the schema: the kinds are right, limits and patterns need not be. */
export function valueOf(schema: Schema, dice: Dice): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(def.shape).flatMap(([key, part]) => {
          const value = valueOf(part, dice);
          return value === undefined ? [] : [[key, value]];
        }),
      );
    case "union":
      return valueOf(pickFrom(def.options, dice), dice);
    case "literal":
      return pickFrom(def.values, dice);
    case "enum":
      return pickFrom(Object.values(def.entries), dice);
    case "array":
      return Array.from({ length: dice.below(4) }, () => valueOf(def.element, dice));
    case "record":
      return { [dice.text(6)]: valueOf(def.valueType, dice) };
    case "tuple":
      return def.items.map((item) => valueOf(item, dice));
    case "optional":
      return dice.chance(0.5) ? valueOf(def.innerType, dice) : undefined;
    case "nullable":
      return dice.chance(0.5) ? valueOf(def.innerType, dice) : null;
    case "pipe":
      return valueOf(def.in, dice);
    case "lazy":
      return valueOf(def.getter(), dice);
    case "string":
      return dice.chance(0.7) ? idOf(dice) : dice.text(40);
    case "number":
      return dice.below(200);
    case "boolean":
      return dice.chance(0.5);
    case "null":
      return null;
    default:
      return dice.text(12);
  }
}

function pickFrom<T>(from: readonly T[], dice: Dice): T {
  const [first, ...rest] = from;
  if (first === undefined) throw new Error("a schema without a choice");
  return dice.pick([first, ...rest]);
}

/** Of the ids in a value; few of them, so that one frame meets what another made. */
export const SESSION_PREFIX = "fuzz-session-";
const idOf = (dice: Dice): string => `${SESSION_PREFIX}${String(dice.below(8)).padStart(8, "0")}`;
