const TOKEN = /'(?:[^']|'')*'?|"(?:[^"]|"")*"?|--[^\n]*|\/\*[^]*?(?:\*\/|$)|[A-Za-z_][\w$]*|\s+|[^]/gy;
const STARTS_LINE =
  /^(?:select|from|where|group|order|having|limit|qualify|union|except|intersect|join|left|right|inner|full|cross|with|window)$/i;
const CONTINUES = /^(?:outer|join|inner|left|right|full|cross)$/i;

/**
 * One-line SQL with a line for each clause. Only white space outside quotes and comments changes;
 * a statement that has lines already is left as its author wrote it.
 */
export function formatSql(sql: string): string {
  const text = sql.trim();
  if (text.includes("\n")) return text;
  const out: string[] = [];
  let depth = 0;
  let before = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "(") depth += 1;
    if (token === ")") depth = Math.max(0, depth - 1);
    const isSpace = /^\s+$/.test(token);
    const breaks = !isSpace && STARTS_LINE.test(token) && depth === 0 && out.length > 0;
    if (breaks && !(CONTINUES.test(before) && CONTINUES.test(token))) replaceSpace(out);
    out.push(isSpace ? " " : token);
    if (!isSpace) before = token;
  }
  return out.join("");
}

function replaceSpace(out: string[]): void {
  if (out.at(-1) === " ") out[out.length - 1] = "\n";
}
