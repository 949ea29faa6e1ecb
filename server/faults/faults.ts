import type { Clock } from "../../lib/util/clock";
import type { JsonObject } from "../../lib/util/json";
import type { Tap } from "../gateway/tap";
import type { FaultControl } from "../http/ports";
import { ArmedFaults } from "./armed";
import { faultSchema, isPageFault, type Fault } from "./fault";
import { createPageTap } from "./page-tap";
import { openUpstreamProxy } from "./upstream-proxy";

export type Faults = {
  control: FaultControl;
  tap: Tap;
  /** The API base to dial in place of the provider's. */
  proxied(target: string): Promise<string>;
  close(): Promise<void>;
};

/** The faults that a server makes on purpose, with nothing armed yet. */
export function openFaults(clock: Clock): Faults {
  const faults = new ArmedFaults(() => clock.now());
  const proxies: { close(): Promise<void> }[] = [];
  return {
    control: {
      arm: (request, principal) => arm(faults, request, principal),
      disarm: () => faults.disarm(),
      report: () => ({
        armed: faults.all.map(({ id, fault }) => ({ id, fault: shown(fault) })),
        fired: faults.fired.map(({ id, fault, at }) => ({ id, fault: shown(fault), at })),
      }),
    },
    tap: createPageTap(faults, clock),
    proxied: async (target) => {
      const proxy = await openUpstreamProxy({ target, faults, clock });
      proxies.push(proxy);
      return proxy.url;
    },
    close: async () => {
      await Promise.all(proxies.map((proxy) => proxy.close()));
    },
  };
}

/** Without the page's own id, which is nobody else's concern. */
function shown(fault: Fault): JsonObject {
  if (!isPageFault(fault)) return { ...fault };
  const { page: _page, ...rest } = fault;
  return rest;
}

function arm(faults: ArmedFaults, request: unknown, principal: string): ReturnType<FaultControl["arm"]> {
  const parsed = faultSchema.safeParse(request);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { ok: false, code: "invalid", message: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}` };
  }
  const id = faults.arm(parsed.data, principal);
  if (id === null) return { ok: false, code: "too_many", message: "Too many faults are armed." };
  return { ok: true, id };
}
