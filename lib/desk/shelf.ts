import { openSourceStore, type SourceFile, type SourceStore } from "./source-store";
import type { DeskState } from "./types";

/** Where the source files of a desk lie: in OPFS when the browser has it, else only in memory. */
export type Shelf = {
  keep: (source: SourceFile) => Promise<"opfs" | "memory">;
  remove: (id: string) => Promise<void>;
  list: () => Promise<SourceFile[]>;
};

const NO_STORE = "This browser keeps no files here: tables are gone after a reload.";

function notKept(file: string): string {
  return `${file} could not be kept (no space left?): its table is gone after a reload.`;
}

export function createShelf(deskId: string, say: (part: Pick<DeskState, "keeps" | "note">) => void): Shelf {
  let opening: Promise<SourceStore | undefined> | undefined;
  const open = async (): Promise<SourceStore | undefined> => {
    const store = await openSourceStore(deskId);
    say(store === undefined ? { keeps: "memory", note: NO_STORE } : { keeps: "opfs", note: "" });
    return store;
  };
  const store = (): Promise<SourceStore | undefined> => (opening ??= open());
  return {
    keep: async (source) => {
      const opened = await store();
      if (opened === undefined) return "memory";
      if (await opened.keep(source)) return "opfs";
      say({ keeps: "opfs", note: notKept(source.file.name) });
      return "memory";
    },
    remove: async (id) => (await store())?.remove(id),
    list: async () => (await (await store())?.list().catch(() => [])) ?? [],
  };
}
