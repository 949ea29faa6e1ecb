import type { ModelChoice } from "../../lib/protocol/frame";
import type { Directory } from "../host/directory";
import type { ServerDeps } from "../host/deps";
import type { Presence } from "./presence";

export type GatewayDeps = Pick<ServerDeps, "store" | "bus" | "clock" | "log"> & {
  directory: Directory;
  presence: Presence;
  models: readonly ModelChoice[];
  defaultModel: string;
  /** Names the build, so that a page can tell that a newer one is served. */
  build: string;
};
