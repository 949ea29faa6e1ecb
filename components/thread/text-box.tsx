"use client";

import { CopyButton } from "./copy-button";
import { Code } from "./markdown/code-block";

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
