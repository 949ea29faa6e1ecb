import { createDeskStore } from "./desk-store";
import { keepsFiles } from "./source-store";
import type { Desk } from "./types";

/** The desk whose parts (DuckDB's client, the importers) are loaded when a table is wanted, or was kept. */
export function createLazyDesk(deskId: string): Desk {
  const store = createDeskStore();
  let loading: Promise<Desk> | null = null;

  const load = async (): Promise<Desk> => {
    const { createDesk } = await import("./desk");
    const desk = createDesk({ deskId });
    desk.subscribe(() => store.change(desk.state()));
    return desk;
  };
  const desk = (): Promise<Desk> => (loading ??= load());

  return {
    deskId,
    open: async () => (await desk()).open(),
    importFile: async (file, onProgress) => (await desk()).importFile(file, onProgress),
    restore: async () => ((await keepsFiles(deskId)) ? (await desk()).restore() : { tables: [], failed: [] }),
    tables: () => store.state().tables,
    describe: async (table, options) => (await desk()).describe(table, options),
    query: async (sql, options) => (await desk()).query(sql, options),
    removeTable: async (name) => (await desk()).removeTable(name),
    state: store.state,
    subscribe: store.subscribe,
    close: async () => {
      if (loading) await (await loading).close();
    },
  };
}
