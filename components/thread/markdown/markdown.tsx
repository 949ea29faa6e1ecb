"use client";

import { clsx } from "clsx";
import { memo, useState } from "react";
import type { Block } from "./blocks";
import { chunksOf, emptyParsed, grow } from "./blocks";
import { BlockView } from "./render";

/** Running text keeps some 72 characters to a line; code and tables may use all of the column. */
const measure = "[&>:is(p,h3,ul,ol,blockquote)]:max-w-[500px]";

/** While streaming, a caret stands behind the last character of the last paragraph, heading or item. */
const caret = [
  "[&[data-live]>:is(p,h3):last-child]:after:content-['']",
  "[&[data-live]>:is(p,h3):last-child]:after:inline-block",
  "[&[data-live]>:is(p,h3):last-child]:after:h-4",
  "[&[data-live]>:is(p,h3):last-child]:after:w-[7px]",
  "[&[data-live]>:is(p,h3):last-child]:after:ms-[3px]",
  "[&[data-live]>:is(p,h3):last-child]:after:rounded-[1px]",
  "[&[data-live]>:is(p,h3):last-child]:after:align-[-3px]",
  "[&[data-live]>:is(p,h3):last-child]:after:bg-copper",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:content-['']",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:inline-block",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:h-4",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:w-[7px]",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:ms-[3px]",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:rounded-[1px]",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:align-[-3px]",
  "[&[data-live]>:is(ul,ol):last-child>li:last-child]:after:bg-copper",
];

/** Markdown of a model. While `streaming`, only the element that still grows is read and drawn again. */
export function Markdown({ text, streaming = false }: { text: string; streaming?: boolean }) {
  const [before, setParsed] = useState(emptyParsed);
  const isCurrent = before.source === text && before.streaming === streaming;
  const parsed = isCurrent ? before : grow(before, text, streaming);
  if (!isCurrent) setParsed(parsed);
  return (
    <div
      data-live={streaming || undefined}
      className={clsx("text-read flex min-w-0 flex-col gap-3 [overflow-wrap:anywhere]", measure, caret)}
    >
      {chunksOf(parsed).map((chunk, at) => (
        <Chunk key={at} blocks={chunk} />
      ))}
    </div>
  );
}

const Chunk = memo(function Chunk({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block) => <BlockView key={block.index} block={block} />);
});
