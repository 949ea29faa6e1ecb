"use client";

import { FileText, Globe } from "lucide-react";
import { useState } from "react";
import type { Citation } from "../../../lib/protocol/content";
import { withoutDirectionControls } from "../markdown/entities";
import { linkTarget } from "../markdown/link-target";

/** Above this, the rest is shown on demand. */
const SHOWN = 6;

type CitationListProps = { citations: readonly Citation[]; title?: string };

/** The sources of a text, numbered. Nothing of them is fetched; opening one is the person's choice. */
export function CitationList({ citations, title = "Sources" }: CitationListProps) {
  const [isWhole, setWhole] = useState(false);
  if (citations.length === 0) return null;
  const shown = isWhole ? citations : citations.slice(0, SHOWN);
  return (
    <section aria-label={title} className="text-small max-w-[588px]">
      <h3 className="text-ink-3">{title}</h3>
      <ol className="grid gap-x-5 sm:grid-cols-2">
        {shown.map((citation, at) => (
          <li key={at} className="flex min-w-0 items-baseline gap-2">
            <span className="text-ink-3 min-w-4 flex-none text-end tabular-nums">{at + 1}</span>
            <Source citation={citation} />
          </li>
        ))}
      </ol>
      {citations.length > SHOWN && (
        <button
          type="button"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
          className="text-ink-2 hover:text-ink min-h-6 font-medium pointer-coarse:min-h-11"
        >
          {isWhole ? "Show fewer" : `Show all ${citations.length}`}
        </button>
      )}
    </section>
  );
}

const ICON = { "aria-hidden": true, size: 12, className: "text-ink-3 flex-none self-center" } as const;

function Source({ citation }: { citation: Citation }) {
  if (citation.kind === "file") {
    return (
      <>
        <FileText {...ICON} />
        <span className="truncate">{withoutDirectionControls(citation.name)}</span>
      </>
    );
  }
  const target = webTarget(citation.url);
  const title = withoutDirectionControls(citation.title).trim();
  if (!target) {
    return (
      <>
        <Globe {...ICON} />
        <span className="truncate">{title || "a page whose address cannot be opened"}</span>
      </>
    );
  }
  return (
    <>
      <Globe {...ICON} />
      <a
        href={target.href}
        title={target.href}
        target="_blank"
        rel="noopener noreferrer nofollow"
        referrerPolicy="no-referrer"
        className="decoration-copper-line hover:decoration-copper min-w-0 truncate underline decoration-1 underline-offset-[3px]"
      >
        {title || target.href}
      </a>
      <span className="text-ink-3 max-w-[45%] flex-none truncate">{target.host}</span>
    </>
  );
}

function webTarget(url: string | null): ReturnType<typeof linkTarget> {
  const target = url === null ? null : linkTarget(url);
  return target && /^https?:/.test(target.href) ? target : null;
}
