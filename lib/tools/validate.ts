import { type Schema, Validator } from "@cfworker/json-schema";
import { isRecord } from "../util/json";
import { safeSchema } from "./safe-schema";

export type ValidationResult = { ok: true } | { ok: false; message: string };
export type Validate = (value: unknown) => ValidationResult;

const MAX_MESSAGE = 400;

function refusing(message: string): Validate {
  return () => ({ ok: false, message });
}

function place(location: string): string {
  return location === "#" || location === "" ? "The arguments" : `At ${location.replace(/^#/, "")}`;
}

function check(validator: Validator, value: unknown): ValidationResult {
  const { valid, errors } = validator.validate(value);
  if (valid) return { ok: true };
  const last = errors.at(-1);
  const message =
    last === undefined
      ? "The arguments do not fit the schema."
      : `${place(last.instanceLocation)}: ${last.error}`;
  return { ok: false, message: message.slice(0, MAX_MESSAGE) };
}

/**
 * Checks values against a JSON Schema (draft 2020-12) without compiling code, in the page and on the server.
 * Schemas come from strangers: size, expansion and keywords are bounded (`safeSchema`), and a schema that is
 * refused makes a validator that refuses every value with the reason. `format` and `uniqueItems` are not checked.
 */
export function createValidator(schema: unknown): Validate {
  const safe = safeSchema(schema);
  if (!safe.ok) return refusing(safe.message);
  const bare: Schema | boolean = safe.schema;
  const validator = new Validator(isRecord(bare) ? bare : {}, "2020-12", true);
  if (bare === false) return refusing("The schema allows no arguments.");
  return (value) => {
    try {
      return check(validator, value);
    } catch {
      return { ok: false, message: "The arguments could not be checked against the schema." };
    }
  };
}
