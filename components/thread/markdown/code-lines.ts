import type { CodePiece } from "./highlight";

/** Lines in a group: what is drawn again when a character is added. */
const GROUP = 12;

/** The pieces in groups of lines. A group ends with its newline; joined, the groups are the code again. */
export function linesOf(pieces: readonly CodePiece[]): readonly (readonly CodePiece[])[] {
  const groups: CodePiece[][] = [];
  let group: CodePiece[] = [];
  let lines = 0;
  for (const { kind, text } of pieces) {
    for (const part of text.split(/(?<=\n)/)) {
      if (part !== "") group.push({ kind, text: part });
      if (part.endsWith("\n")) lines += 1;
      if (lines < GROUP) continue;
      groups.push(group);
      group = [];
      lines = 0;
    }
  }
  return group.length > 0 ? [...groups, group] : groups;
}

export const samePieces = (before: readonly CodePiece[], after: readonly CodePiece[]): boolean =>
  before.length === after.length &&
  before.every(({ kind, text }, at) => kind === after[at]?.kind && text === after[at]?.text);
