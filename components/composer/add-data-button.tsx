"use client";

import { Plus } from "lucide-react";
import type { ChangeEvent } from "react";
import { useRef } from "react";
import { Button } from "../ui/button";

export const DATA_FILES = ".csv,.tsv,.json,.ndjson,.jsonl,.parquet";

/** Opens the file picker; the chosen files are handed over one list at a time. */
export function AddDataButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const chosen = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.currentTarget.files ?? [])];
    event.currentTarget.value = "";
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <Button tone="ghost" onClick={() => input.current?.click()} className="px-2.5">
        <Plus size={15} aria-hidden />
        Add data
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={DATA_FILES}
        aria-label="Data files"
        onChange={chosen}
      />
    </>
  );
}
