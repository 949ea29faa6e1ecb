import type { ModelChoice } from "../../lib/protocol/frame";
import type { Directory } from "../host/directory";
import type { ServerDeps } from "../host/deps";
import type { LogPages } from "./log-pages";
import type { Presence } from "./presence";
import type { Tap } from "./tap";

export type GatewayDeps = Pick<ServerDeps, "store" | "bus" | "clock" | "log"> & {
  directory: Directory;
  presence: Presence;
  pages: LogPages;
  models: readonly ModelChoice[];
  defaultModel: string;
  /** Names the build, so that a page can tell that a newer one is served. */
  build: string;
  /** Only where faults are made on purpose. */
  tap?: Tap | undefined;
};
