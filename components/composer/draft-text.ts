const GAP = "\n\n";

const joined = (parts: readonly string[]) => parts.filter((part) => part !== "").join(GAP);

/** What is kept while messages are on their way: they stay in the draft until the server has answered. */
export const draftToKeep = (underWay: readonly string[], typed: string): string =>
  joined([...underWay, typed]);

/** The draft without the messages at its start that are on their way already. */
export function withoutUnderWay(draft: string, underWay: readonly string[]): string {
  let rest = draft;
  for (const text of underWay) {
    if (rest === text) return "";
    if (rest.startsWith(text + GAP)) rest = rest.slice(text.length + GAP.length);
  }
  return rest;
}

/** A refused message goes back before what was typed meanwhile. */
export const putBack = (refused: string, typed: string): string => joined([refused, typed]);
