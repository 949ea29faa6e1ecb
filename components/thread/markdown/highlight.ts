export type CodePiece = { kind: "plain" | "word" | "string" | "number" | "comment"; text: string };

const words = (list: string): ReadonlySet<string> => new Set(list.split(" "));

const SQL = words(
  "select from where group by order having limit offset join left right full inner outer cross on using as and or not in is null like ilike between case when then else end distinct union all except intersect with recursive over partition qualify filter create table view insert into values update set delete drop alter asc desc cast interval exists true false rows range unnest lateral pivot",
);
const SCRIPT = words(
  "const let var function return if else for while do switch case break continue new class extends import export from default async await try catch finally throw typeof instanceof in of null undefined true false this super interface type enum readonly static public private void yield satisfies as",
);
const PYTHON = words(
  "def class return if elif else for while in not and or is None True False import from as with try except finally raise lambda yield pass break continue global nonlocal async await assert del match case",
);
const DATA = words("true false null");

type Grammar = { words: ReadonlySet<string>; comment: RegExp; foldCase: boolean };

const C_COMMENT = /\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)/y;
const grammars: Readonly<Record<string, Grammar>> = {
  sql: { words: SQL, comment: /--[^\n]*|\/\*[^]*?(?:\*\/|$)/y, foldCase: true },
  script: { words: SCRIPT, comment: C_COMMENT, foldCase: false },
  python: { words: PYTHON, comment: /#[^\n]*/y, foldCase: false },
  data: { words: DATA, comment: /#[^\n]*/y, foldCase: false },
};
const LANGUAGES: Readonly<Record<string, keyof typeof grammars>> = {
  sql: "sql",
  duckdb: "sql",
  postgresql: "sql",
  js: "script",
  jsx: "script",
  javascript: "script",
  ts: "script",
  tsx: "script",
  typescript: "script",
  py: "python",
  python: "python",
  json: "data",
  yaml: "data",
  yml: "data",
  toml: "data",
};

const STRING = /"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.|'')*'?|`(?:[^`\\]|\\.)*`?/y;
const NUMBER = /\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/iy;
const WORD = /[A-Za-z_$][\w$]*/y;
const OTHER = /[^\w$"'`/#-]+|[^]/y;
/** Beyond this many characters code stays plain: colouring must not cost more than drawing. */
const MAX_COLOURED = 20_000;

/** Code in coloured pieces, which joined are the code again. Unknown languages are one plain piece. */
export function highlight(code: string, language: string): readonly CodePiece[] {
  const name = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
  const grammar = name === undefined ? undefined : grammars[name];
  if (!grammar) return [{ kind: "plain", text: code }];
  const pieces: CodePiece[] = [];
  const end = Math.min(code.length, MAX_COLOURED);
  let at = 0;
  while (at < end) {
    const piece = nextPiece(code, at, grammar);
    at += piece.text.length;
    const last = pieces.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else pieces.push(piece);
  }
  if (at < code.length) pieces.push({ kind: "plain", text: code.slice(at) });
  return pieces;
}

function nextPiece(code: string, at: number, grammar: Grammar): CodePiece {
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(code)?.[0];
  };
  const comment = match(grammar.comment);
  if (comment) return { kind: "comment", text: comment };
  const string = match(STRING);
  if (string) return { kind: "string", text: string };
  const number = match(NUMBER);
  if (number) return { kind: "number", text: number };
  const word = match(WORD);
  if (word) return { kind: isKeyword(word, grammar) ? "word" : "plain", text: word };
  return { kind: "plain", text: match(OTHER) ?? code.charAt(at) };
}

const isKeyword = (word: string, grammar: Grammar): boolean =>
  grammar.words.has(grammar.foldCase ? word.toLowerCase() : word);
