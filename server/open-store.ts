import path from "node:path";
import type { ComposeOptions } from "./compose";
import type { DiskWatch } from "./doctor/disk-watch";
import type { Failpoint } from "./failpoints/failpoint";
import { storeWithFailpoints } from "./failpoints/in-store";
import type { StoreFault } from "./store/fault";
import type { StoreOpenError } from "./store/lock";
import type { BeforeDisk } from "./store/open-sqlite";
import type { Store } from "./store/port";
import { createSqliteStore } from "./store/sqlite";

/** The store of the settings, whose faults the log and `disk` hear of. */
export function openStore(
  options: ComposeOptions,
  disk: DiskWatch,
  failpoint: Failpoint | null,
): Store | { error: StoreOpenError } {
  const { dataDir, durability } = options.config;
  const opened = createSqliteStore({
    ...{ directory: path.resolve(dataDir), durability, now: Date.now, datasync: disk.datasync },
    ...(failpoint && { before: failsBefore(failpoint) }),
    onFault: (fault) => {
      disk.noteFault(fault);
      reportFault(fault, options);
    },
  });
  return failpoint && !("error" in opened) ? storeWithFailpoints(opened, failpoint) : opened;
}

const failsBefore =
  (failpoint: Failpoint): BeforeDisk =>
  (operation) => {
    if (operation === "migrate") failpoint.reach("migration");
    if (operation === "checkpoint") failpoint.reach("checkpoint");
  };

function reportFault(fault: StoreFault, { log, onFatal }: ComposeOptions): void {
  if (fault.code === "write_recovered") return log.info({ code: fault.code }, "the store can write again");
  log.error({ code: fault.code, reason: fault.message }, "store fault");
  if (fault.code === "sync_failed")
    onFatal("The disk did not confirm a write; the server ends rather than guess.");
}
