"use client";

import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { giveFiles } from "../composer/attachments/give-files";
import { useImportFiles } from "./import-files";

const bringsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;

/** Takes files that are dropped anywhere on the page, and says so while they hover over it. */
export function DropTarget({ children }: { children: ReactNode }) {
  const { importFiles } = useImportFiles();
  const [isOver, setOver] = useState(false);
  useEffect(() => watchDrags(setOver, (files) => giveFiles(files, importFiles)), [importFiles]);
  return (
    <>
      {children}
      {isOver && (
        <div className="pointer-events-none fixed inset-0 z-50 grid place-items-center bg-[rgb(22_18_14/0.28)] p-4">
          <div className="border-copper bg-raised shadow-lift rounded-surface border border-dashed px-8 py-6 text-center">
            <p className="text-read font-semibold">Drop to add data: stays in this tab</p>
            <p className="text-ink-2 text-small mt-1">CSV, TSV, JSON or Parquet. Nothing is uploaded.</p>
            <p className="text-ink-2 text-small">Images, PDF and text go to the model with your message.</p>
          </div>
        </div>
      )}
    </>
  );
}

/** `dragenter` and `dragleave` come for every element that is crossed, so they are counted. */
function watchDrags(setOver: (isOver: boolean) => void, take: (files: Iterable<File>) => void): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  let depth = 0;
  const change = (next: number) => {
    depth = Math.max(0, next);
    setOver(depth > 0);
  };
  const onDrag = (type: "dragenter" | "dragleave" | "dragover" | "drop", run: (event: DragEvent) => void) =>
    addEventListener(
      type,
      (event) => {
        if (!bringsFiles(event)) return;
        event.preventDefault();
        run(event);
      },
      { signal },
    );
  onDrag("dragenter", () => change(depth + 1));
  onDrag("dragleave", () => change(depth - 1));
  onDrag("dragover", () => undefined);
  onDrag("drop", (event) => {
    change(0);
    take([...(event.dataTransfer?.files ?? [])]);
  });
  addEventListener("keydown", (event) => void (event.key === "Escape" && change(0)), { signal });
  return () => stop.abort();
}
