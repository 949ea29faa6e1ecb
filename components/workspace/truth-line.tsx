import { Lock } from "lucide-react";
import { bytesText } from "../thread/format";

type TruthLineProps = { bytesHere: number | null; bytesToModel: number };

/** What stays here and what has gone to the model. Null: this page holds no data. */
export function TruthLine({ bytesHere, bytesToModel }: TruthLineProps) {
  const said = truthText(bytesHere, bytesToModel);
  return (
    <p className="border-line text-ink-2 flex flex-none items-center gap-2 border-t px-4 py-2.5 text-[12px] leading-[18px] tabular-nums">
      <Lock aria-hidden size={12} className="text-ok flex-none" />
      {said}
    </p>
  );
}

function truthText(bytesHere: number | null, bytesToModel: number): string {
  if (bytesHere === 0 && bytesToModel === 0) return "Data that you add stays in this tab";
  const sent = `${bytesText(bytesToModel)} went to the model as tool results`;
  return bytesHere === null ? sent : `${bytesText(bytesHere)} of data in this tab · ${sent}`;
}
