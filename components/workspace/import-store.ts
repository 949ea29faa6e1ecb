import { createStore } from "zustand/vanilla";
import type { Desk } from "../../lib/desk/types";

/** One file on its way into the desk, or the reason why it did not get there. */
export type ImportState = { id: number; file: string } & (
  { status: "importing"; fraction: number; label: string } | { status: "failed"; message: string }
);

type Imports = { imports: readonly ImportState[] };

/** Shared by the workspace, the composer and the drop target: one page has one desk. */
export const importStore = createStore<Imports>(() => ({ imports: [] }));

let nextId = 0;

function put(next: ImportState): void {
  importStore.setState(({ imports }) => ({
    imports: imports.some(({ id }) => id === next.id)
      ? imports.map((one) => (one.id === next.id ? next : one))
      : [...imports, next],
  }));
}

export function dismissImport(id: number): void {
  importStore.setState(({ imports }) => ({ imports: imports.filter((one) => one.id !== id) }));
}

let held: File[] = [];

/** Keeps files that were given before the page had its desk; `importHeld` takes them. */
export function holdFiles(files: readonly File[]): void {
  held = [...held, ...files];
}

export function importHeld(desk: Pick<Desk, "importFile">): Promise<void> {
  const files = held;
  held = [];
  return importFiles(desk, files);
}

/** Imports each file by itself, one after the other; one that fails leaves the others alone. */
export async function importFiles(desk: Pick<Desk, "importFile">, files: readonly File[]): Promise<void> {
  const waiting = files.map((file) => ({ id: nextId++, file }));
  for (const { id, file } of waiting) {
    put({ id, file: file.name, status: "importing", fraction: 0, label: "waiting" });
  }
  for (const one of waiting) await importOne(desk, one);
}

async function importOne(
  desk: Pick<Desk, "importFile">,
  { id, file }: { id: number; file: File },
): Promise<void> {
  const result = await desk.importFile(file, (fraction, label) =>
    put({ id, file: file.name, status: "importing", fraction, label }),
  );
  if (result.ok) dismissImport(id);
  else put({ id, file: file.name, status: "failed", message: result.message });
}
