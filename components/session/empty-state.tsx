"use client";

import { ArrowUp, FileSpreadsheet } from "lucide-react";
import { Notice } from "../ui/notice";
import type { SampleFile } from "./use-starter";
import { SAMPLES, useStarter } from "./use-starter";

const PROMPTS = [
  "What tables are there?",
  "Total revenue by region",
  "Show monthly revenue as a line chart",
] as const;

type SampleListProps = { busy: string | null; onLoad: (file: SampleFile) => void };

function SampleList({ busy, onLoad }: SampleListProps) {
  return (
    <ul className="grid gap-2 sm:grid-cols-2">
      {SAMPLES.map(({ file, says }) => (
        <li key={file}>
          <button
            type="button"
            aria-disabled={busy !== null}
            onClick={() => busy === null && onLoad(file)}
            className="flex w-full items-center gap-3 rounded-[10px] border border-line bg-raised px-3.5 py-2.5 text-left hover:border-line-strong active:bg-sel aria-disabled:opacity-60"
          >
            <FileSpreadsheet size={18} strokeWidth={1.6} aria-hidden className="flex-none text-ink-3" />
            <span className="min-w-0">
              <span className="block truncate font-medium">{file}</span>
              <span className="block truncate text-small text-ink-2">{busy === file ? "Loading" : says}</span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type PromptListProps = { waiting: string | null; onAsk: (text: string) => void };

function PromptList({ waiting, onAsk }: PromptListProps) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {PROMPTS.map((text) => (
        <li key={text}>
          <button
            type="button"
            onClick={() => onAsk(text)}
            className="group flex w-full items-center justify-between gap-3 py-2 text-left text-read hover:text-copper pointer-coarse:py-3"
          >
            {text}
            {waiting === text ? (
              <span className="text-small text-ink-3">waiting</span>
            ) : (
              <ArrowUp size={15} aria-hidden className="flex-none text-ink-3 group-hover:text-copper" />
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A session before its first message: what this is, something to load, something to ask. */
export function EmptyState({ send }: { send: (text: string) => void }) {
  const { tables, busy, failure, waiting, load, choose, ask } = useStarter(send);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="mx-auto mt-auto mb-auto flex w-full max-w-[696px] flex-col gap-7 px-7 py-8 max-desk:px-4">
        <div className="max-w-[54ch]">
          <h2 className="text-[22px] leading-8 font-semibold tracking-[-0.015em]">
            Ask your data, where it is
          </h2>
          <p className="mt-1.5 text-read text-pretty text-ink-2">
            Add a table and ask about it: the tools run in this page, your files stay in this tab, and the
            model gets the names of columns and the results.
          </p>
        </div>
        <section aria-label="Samples" className="flex flex-col gap-2.5">
          <div className="flex items-baseline gap-1 text-small text-ink-3">
            <h3>Start with a sample, drop a file anywhere, or</h3>
            <button
              type="button"
              onClick={choose}
              className="relative text-copper underline underline-offset-3 after:absolute after:-inset-x-1 after:-inset-y-1 pointer-coarse:after:-inset-y-3"
            >
              choose one
            </button>
          </div>
          <SampleList busy={busy} onLoad={load} />
          {failure === null ? null : (
            <Notice tone="bad" role="alert">
              {failure}
            </Notice>
          )}
        </section>
        <section aria-label="Questions to start with" className="flex flex-col gap-2.5">
          <h3 className="text-small text-ink-3">
            {tables === 0 ? "Or ask at once: these load orders.csv first" : "Then ask"}
          </h3>
          <PromptList waiting={waiting} onAsk={ask} />
        </section>
      </div>
    </div>
  );
}
