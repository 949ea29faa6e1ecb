import { shortNumberText } from "../../thread/format";

export type ContextUse = { tokens: number | null; window: number | null };

/** How much of the window is in use, from 0 to 1; null where one of the two is not known. */
export const shareOf = ({ tokens, window }: ContextUse): number | null =>
  tokens === null || window === null ? null : Math.min(1, tokens / window);

/** "12k of 128k tokens (9 %)", "12k tokens". */
export function contextText({ tokens, window }: ContextUse): string {
  if (tokens === null) return "counted with the next answer";
  const share = shareOf({ tokens, window });
  if (window === null || share === null) return `${shortNumberText(tokens)} tokens`;
  return `${shortNumberText(tokens)} of ${shortNumberText(window)} tokens (${Math.round(share * 100)} %)`;
}
