import { asText, parseArguments } from "./call-arguments";

/** One argument as it is edited: text as it is, any other value as JSON. */
export type ArgumentField = { name: string; kind: "text" | "json"; value: string };

export type ReadFields =
  { ok: true; text: string } | { ok: false; problems: Readonly<Record<string, string>> };

/** The arguments of a call, to be edited one by one; null where they are no object. */
export function argumentFields(argumentsText: string): ArgumentField[] | null {
  const values = parseArguments(argumentsText);
  if (!values) return null;
  return Object.entries(values).map(([name, value]) => ({
    name,
    kind: typeof value === "string" ? "text" : "json",
    value: asText(value),
  }));
}

type Entries = Readonly<Record<string, string>>;

const entryOf = ({ name, value }: ArgumentField, entries: Entries): string =>
  Object.hasOwn(entries, name) ? (entries[name] ?? value) : value;

/** Whether anything that was entered is not what the model wrote. */
export const isEdited = (fields: readonly ArgumentField[], entries: Entries): boolean =>
  fields.some((field) => entryOf(field, entries) !== field.value);

/** The JSON text of the fields with what was entered for them, or what is wrong with each. */
export function readFields(fields: readonly ArgumentField[], entries: Entries): ReadFields {
  const read = fields.map((field) => {
    const entry = entryOf(field, entries);
    return {
      name: field.name,
      ...(field.kind === "text" ? { ok: true as const, value: entry } : readJson(entry)),
    };
  });
  const wrong = read.filter(({ ok }) => !ok);
  if (wrong.length > 0)
    return { ok: false, problems: Object.fromEntries(wrong.map(({ name }) => [name, NO_JSON])) };
  return {
    ok: true,
    text: JSON.stringify(Object.fromEntries(read.map((one) => [one.name, one.ok ? one.value : null]))),
  };
}

const NO_JSON = "This is no JSON value, such as 12, true or [1, 2].";

function readJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}
