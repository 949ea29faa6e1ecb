import type { LogBook, Written } from "./log-book";
import { judgeText } from "./model-text";

type Violate = (what: string) => void;

/** No text is glued from two answers, cut in the middle, or said in another order. */
export function checkText(book: LogBook, { event }: Written, violate: Violate): void {
  const judge = (text: string, isWhole: boolean): void => {
    const verdict = judgeText(text);
    if (typeof verdict === "object") violate(verdict.wrong);
    else if (isWhole && verdict !== "whole") violate(`an item is done and its text is not: ${text}`);
  };
  if (event.type === "item.done" && event.content.kind === "message") judge(event.content.text, true);
  const live = event.type === "item.delta" ? book.state.live.get(event.itemId) : undefined;
  if (live?.kind === "message") judge(live.text, false);
  if (event.type !== "turn.finished") return;
  for (const entry of book.state.turns.at(-1)?.entries ?? [])
    if (entry.kind === "message") judge(entry.text, false);
}
