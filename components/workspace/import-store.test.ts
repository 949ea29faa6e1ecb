import { expect, test } from "vitest";
import type { ImportResult } from "../../lib/desk/types";
import { dismissImport, importFiles, importStore } from "./import-store";

test("a file that fails says why, is dismissed by itself, and leaves the others alone", async () => {
  const done: string[] = [];
  const desk = {
    importFile: (
      file: File,
      onProgress?: (fraction: number, label: string) => void,
    ): Promise<ImportResult> => {
      onProgress?.(0.5, "reading");
      if (file.name === "bad.csv") return Promise.resolve({ ok: false, message: "Line 3 is too long." });
      done.push(file.name);
      return Promise.resolve({ ok: true, tables: [] });
    },
  };
  await importFiles(
    desk,
    ["a.csv", "bad.csv", "b.csv"].map((name) => new File(["x"], name)),
  );
  expect(done).toEqual(["a.csv", "b.csv"]);
  const { imports } = importStore.getState();
  expect(imports).toMatchObject([{ file: "bad.csv", status: "failed", message: "Line 3 is too long." }]);
  for (const { id } of imports) dismissImport(id);
  expect(importStore.getState().imports).toEqual([]);
});
