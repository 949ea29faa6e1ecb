import type { TurnId } from "../../lib/protocol/ids";
import type { Item } from "../../lib/responses/item";
import { windowItem, windowOf } from "../../lib/responses/sealed-item";
import type { Context } from "./context";
import type { Secret } from "./secret";

/**
 * Puts the summary in the place of everything up to the end of a turn. Turns are whole: calls stand in one
 * with their outputs. What continued the response before would bring the old context back, so the next
 * request starts anew.
 */
export function compactContext(
  context: Context,
  upTo: TurnId,
  { secret, asked }: { secret: Secret | null; asked: string | null },
): Context {
  const border = context.turnStarts.findIndex(({ turnId }) => turnId === upTo);
  if (border === -1 || (secret?.type !== "summary" && secret?.type !== "window")) return context;
  const from = startAfter(context, border);
  const head =
    secret.type === "summary" ? [summaryItem(secret.text)] : behindWindow(context, from, secret.items);
  const items = [...head, ...context.items.slice(from)];
  const turnStarts = context.turnStarts
    .slice(border + 1)
    .map(({ turnId, at }) => ({ turnId, at: at - from + head.length }));
  return { ...context, items, turnStarts, chain: null, superseded: asked };
}

/** The plain items stay: a provider that cannot read the window is given them. */
const behindWindow = ({ items }: Context, from: number, output: readonly Item[]): readonly Item[] => [
  ...items.slice(0, from).filter((item) => windowOf(item) === null),
  windowItem(output),
];

/** The items that a summary of the turns up to and with this one has to tell of. */
export function itemsUpTo(context: Context, upTo: TurnId): readonly Item[] {
  const border = context.turnStarts.findIndex(({ turnId }) => turnId === upTo);
  return border === -1 ? [] : context.items.slice(0, startAfter(context, border));
}

const startAfter = (context: Context, border: number): number =>
  context.turnStarts[border + 1]?.at ?? context.items.length;

/**
 * The summary speaks as the person does: it is made of tool outputs and files, too, and must not get an
 * authority that those do not have.
 */
const summaryItem = (text: string): Item => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text: `${SUMMARY_HEAD}\n\n${text}` }],
});

export const SUMMARY_HEAD =
  "[Summary of the conversation up to here, made automatically; the messages themselves were left out]";
