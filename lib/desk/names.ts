const RESERVED = new Set(
  (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create " +
    "default deferrable desc describe distinct do else end except false fetch for foreign from grant group having " +
    "in initially intersect into lambda lateral leading limit not null offset on only or order pivot placing primary " +
    "qualify references returning select show some summarize symmetric table then to trailing true union unique " +
    "unpivot using variadic when where window with"
  ).split(" "),
);
const MAX_NAME = 48;

/** A name in double quotes, safe to put into SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in single quotes, safe to put into SQL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function plain(fileName: string): string {
  const stem = fileName.replace(/\.[A-Za-z0-9]{1,10}$/, "");
  const name = stem
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]/g, "_")
    .split("_")
    .filter((part) => part !== "")
    .join("_")
    .slice(0, MAX_NAME);
  if (name === "") return "table_1";
  return /^[0-9]/.test(name) || RESERVED.has(name) ? `t_${name}` : name;
}

/** A table name that needs no quotes, from the file's name: `orders`, or `orders_2` when that is taken. */
export function tableName(fileName: string, taken: ReadonlySet<string>): string {
  const name = plain(fileName);
  if (!taken.has(name)) return name;
  let count = 2;
  while (taken.has(`${name}_${count}`)) count += 1;
  return `${name}_${count}`;
}

/** Column names as SQL sees them: never empty, unique without regard to case. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given, index) => {
    const base = given.trim() === "" ? `column_${index + 1}` : given.trim();
    let name = base;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${base}_${count}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
