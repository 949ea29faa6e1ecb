import remend from "remend";

/** Where a link leads whose address is still being written. */
export const UNFINISHED_LINK = "streamdown:incomplete-link";

/** What an element that still streams will most likely become: open marks closed, lone marks held back. */
export function provisional(raw: string, type: string): string {
  const table = type === "paragraph" ? tableBegun(raw) : null;
  if (table !== null) return table;
  const shown = withoutLoneMarks(raw);
  const cut = shown.length > NEAR_END ? shown.lastIndexOf("\n", shown.length - NEAR_END) + 1 : 0;
  const end = shown.slice(cut);
  return end.length > 2 * NEAR_END ? shown : shown.slice(0, cut) + remend(end, CLOSING);
}

const CLOSING = { htmlTags: false, setextHeadings: false, comparisonOperators: false } as const;
/** Characters before the end in which open marks are looked for: closing costs the square of its text. */
const NEAR_END = 2_000;

/** A pipe row is shown as the head of a table before its second line is there. */
function tableBegun(raw: string): string | null {
  const [head = "", second = "", ...rest] = raw.split("\n");
  if (!head.startsWith("|") || rest.length > 0 || !/^[\s|:-]*$/.test(second)) return null;
  const cells = head
    .replace(/^\|/, "")
    .replace(/\|\s*$/, "")
    .split("|");
  if (cells.every((cell) => cell.trim() === "")) return "";
  const closed = cells.map((cell) => remend(cell, { htmlTags: false }));
  return `|${closed.join("|")}|\n|${cells.map(() => " --- ").join("|")}|`;
}

const LONE_MARK = /(^|[\s(|>])(?:[*_~`]{1,4}|!?\[)$/;
const LINE_OF_MARKS = /\n[ ]{0,3}(?:[-+*=#>|]{1,6}|[0-9]{1,9}[.)])[ ]?$/;

function withoutLoneMarks(raw: string): string {
  return raw.replace(LINE_OF_MARKS, "").replace(LONE_MARK, "$1");
}
