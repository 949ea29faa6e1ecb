"use client";

import { Plus } from "lucide-react";
import { useRef } from "react";
import { useImportFiles } from "./import-files";

const ACCEPTED = ".csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet";

/** Opens the file chooser; the files go into this page's desk and nowhere else. */
export function AddData() {
  const input = useRef<HTMLInputElement>(null);
  const { importFiles } = useImportFiles();
  return (
    <>
      <button
        type="button"
        onClick={() => input.current?.click()}
        className="border-line-strong bg-raised hover:border-ink-3 rounded-control inline-flex h-[30px] items-center gap-1.5 border px-2.5 text-[13px] font-medium whitespace-nowrap pointer-coarse:h-11"
      >
        <Plus aria-hidden size={14} />
        Add data
      </button>
      <input
        ref={input}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label="Files to add"
        tabIndex={-1}
        className="sr-only"
        onChange={({ currentTarget }) => {
          importFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = "";
        }}
      />
    </>
  );
}
