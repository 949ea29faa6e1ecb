"use client";

import type { ToolCall } from "../../lib/session/state";
import type { ShownArgument } from "./call-arguments";
import { prettyJson, shownArguments } from "./call-arguments";
import { CopyButton } from "./copy-button";
import { Code } from "./markdown/code-block";

/** The exact arguments, and what the model was told. */
export function CallDetails({ call }: { call: ToolCall }) {
  const result = call.status === "finished" ? resultText(call.outcome) : null;
  const pretty = result === null ? null : prettyJson(result);
  return (
    <div className="bg-panel border-line space-y-3 border-t px-3 py-3 sm:ps-9">
      <CallArguments text={call.arguments} />
      {pretty && result !== null && (
        <Box title="What the model was told" copy={result} language={pretty.language} text={pretty.text} />
      )}
    </div>
  );
}

const resultText = (outcome: Extract<ToolCall, { status: "finished" }>["outcome"]): string =>
  outcome.ok ? outcome.output : JSON.stringify({ error: outcome.error });

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

type BoxProps = { title: string; copy: string; language: string; text: string };

/** One text in a box of its own, which scrolls and can be copied. */
export function Box({ title, copy, language, text }: BoxProps) {
  return (
    <div className="min-w-0">
      <div className="text-ink-3 text-small flex h-6 items-center justify-between">
        <span>{title}</span>
        <CopyButton label={`Copy ${title}`} text={copy} />
      </div>
      <pre
        dir="ltr"
        tabIndex={0}
        className="border-line bg-raised rounded-control max-h-64 overflow-auto border px-2.5 py-1.5 font-mono text-[12px] leading-5 [overflow-wrap:anywhere] whitespace-pre-wrap"
      >
        <Code code={text} language={language} />
      </pre>
    </div>
  );
}
