"use client";

import type { SessionId } from "../../lib/protocol/ids";
import type { ToolCall } from "../../lib/session/state";
import type { ShownArgument } from "./call-arguments";
import { prettyJson, shownArguments } from "./call-arguments";
import { CallResult } from "./call-result";
import { Code } from "./markdown/code-block";
import { Box } from "./text-box";

/** The exact arguments, and what the model was told. */
export function CallDetails({ sessionId, call }: { sessionId: SessionId; call: ToolCall }) {
  return (
    <div className="bg-panel border-line space-y-3 border-t px-3 py-3 sm:ps-9">
      {call.proposed !== null && <Proposed text={call.proposed} />}
      <CallArguments text={call.arguments} />
      {call.status === "finished" && <CallResult sessionId={sessionId} outcome={call.outcome} />}
    </div>
  );
}

/** Before allowing the call the person changed what it runs with. */
function Proposed({ text }: { text: string }) {
  const { language, text: pretty } = prettyJson(text);
  return (
    <>
      <Box title="What the model wrote" copy={text} language={language} text={pretty} />
      <p className="text-ink-2 text-small">It was changed before it ran, to this:</p>
    </>
  );
}

/** Each argument under its name, complete: long ones in boxes of their own, short ones as lines. */
export function CallArguments({ text }: { text: string }) {
  const shown = shownArguments(text);
  const short = shown.filter(isShort);
  if (shown.length === 0) return <p className="text-ink-3 text-small">No arguments.</p>;
  return (
    <>
      {shown
        .filter((one) => !isShort(one))
        .map(({ name, language, text: value }) => (
          <Box key={name} title={name} copy={value} language={language} text={value} />
        ))}
      {short.length > 0 && (
        <dl className="border-line bg-raised rounded-control grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 border px-2.5 py-1.5 text-[12px] leading-5">
          {short.map(({ name, language, text: value }) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="text-ink-3">{name}</dt>
              <dd dir="ltr" className="font-mono [overflow-wrap:anywhere]">
                <Code code={value} language={language} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

const isShort = ({ text }: ShownArgument): boolean => text.length <= 80 && !text.includes("\n");
