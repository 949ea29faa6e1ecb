import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "./port";
import { cursorContract } from "./cursor.contract";
import { logContract } from "./log.contract";
import { accessContract } from "./access.contract";
import { blobsContract } from "./blobs.contract";
import { deletionContract } from "./deletion.contract";

export type StoreUnderTest = () => Store;

/** What every store promises. `open` gives a fresh, empty store; it is closed after each test. */
export function storeContract(name: string, open: () => Store): void {
  describe(`store contract: ${name}`, () => {
    let store: Store | null = null;
    beforeEach(() => {
      store = open();
    });
    afterEach(async () => {
      await store?.close();
      store = null;
    });
    const current: StoreUnderTest = () => {
      if (!store) throw new Error("no store is open");
      return store;
    };
    logContract(current);
    cursorContract(current);
    accessContract(current);
    deletionContract(current);
    blobsContract(current);
  });
}
