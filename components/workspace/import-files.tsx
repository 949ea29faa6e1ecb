"use client";

import { X } from "lucide-react";
import { useCallback, useEffect } from "react";
import { useStore } from "zustand";
import { useClient } from "../../lib/client/use-session";
import type { ImportState } from "./import-store";
import { dismissImport, holdFiles, importFiles, importHeld, importStore } from "./import-store";

export type ImportFiles = {
  importFiles: (files: Iterable<File>) => void;
  imports: readonly ImportState[];
  dismiss: (id: number) => void;
};

/** Brings files into this page's desk, wherever on the page they were given; early ones wait for it. */
export function useImportFiles(): ImportFiles {
  const client = useClient();
  const imports = useStore(importStore, (state) => state.imports);
  const start = useCallback(
    (files: Iterable<File>) => {
      // Problems are kept per file in the store; the promise itself never rejects.
      if (client) void importFiles(client.desk, [...files]);
      else holdFiles([...files]);
    },
    [client],
  );
  useEffect(() => {
    if (client) void importHeld(client.desk);
  }, [client]);
  return { importFiles: start, imports, dismiss: dismissImport };
}

/** Files under way and files that were refused. */
export function ImportList() {
  const { imports, dismiss } = useImportFiles();
  if (imports.length === 0) return null;
  return (
    <ul aria-label="Imports" className="mx-3.5 mb-2.5 space-y-1.5">
      {imports.map((one) => (
        <li
          key={one.id}
          className="border-line bg-raised text-small flex items-center gap-3 rounded-[10px] border py-1.5 ps-3 pe-1.5"
        >
          <ImportRow one={one} />
          {one.status === "failed" && (
            <button
              type="button"
              aria-label={`Dismiss ${one.file}`}
              onClick={() => dismiss(one.id)}
              className="text-ink-3 hover:bg-sel hover:text-ink rounded-control grid size-6 flex-none place-items-center pointer-coarse:size-11"
            >
              <X aria-hidden size={14} />
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function ImportRow({ one }: { one: ImportState }) {
  if (one.status === "failed") {
    return (
      <p role="alert" className="min-w-0 flex-1 py-0.5 [overflow-wrap:anywhere]">
        <span className="font-medium">{one.file}</span> <span className="text-bad">{one.message}</span>
      </p>
    );
  }
  return (
    <>
      <span className="min-w-0 flex-1 truncate">
        <span className="font-medium">{one.file}</span> <span className="text-ink-3">{one.label}</span>
      </span>
      <progress
        aria-label={`Importing ${one.file}`}
        max={1}
        value={one.fraction}
        className="[&::-moz-progress-bar]:bg-copper [&::-webkit-progress-bar]:bg-sel [&::-webkit-progress-value]:bg-copper bg-sel me-1.5 h-1 w-24 flex-none appearance-none overflow-hidden rounded-full"
      />
    </>
  );
}
