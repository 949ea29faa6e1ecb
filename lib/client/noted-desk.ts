import type { Desk } from "../desk/types";

/** The desk as people use it: `did` is told what they add and remove, not what a reload brings back. */
export function notedDesk(desk: Desk, did: (what: string) => void): Desk {
  return {
    ...desk,
    importFile: async (file, onProgress) => {
      const result = await desk.importFile(file, onProgress);
      if (result.ok) for (const { name } of result.tables) did(`added the table ${name}`);
      return result;
    },
    removeTable: async (name) => {
      const isGone = await desk.removeTable(name);
      if (isGone) did(`removed the table ${name}`);
      return isGone;
    },
  };
}
