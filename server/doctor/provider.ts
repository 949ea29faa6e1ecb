import type { DoctorReport, ProviderState } from "../../lib/protocol/doctor";
import type { ProviderUpstream } from "../upstream/fallback-provider";
import type { ProbeResult } from "../upstream/probe";
import type { CapabilityValue, ProviderReport } from "../upstream/provider-report";

/** A provider that the settings name. */
export type ConfiguredProvider = {
  upstream: Pick<ProviderUpstream, "report" | "probe">;
  /** As configured; the address that is dialled may be a proxy's. */
  host: string;
  /** What a probe warms; null: no model of this provider is offered. */
  model: string | null;
};

type ProbeOutcome = NonNullable<ProviderState["lastProbe"]>["outcome"];

export type ProviderDoctor = {
  report(): ProviderState;
  /** Sends warm-ups at most. Calls that overlap share one probe. Never rejects. */
  probe(): Promise<void>;
};

export function createProviderDoctor(
  { upstream, host, model }: ConfiguredProvider,
  now: () => number,
): ProviderDoctor {
  let lastProbe: ProviderState["lastProbe"] = null;
  let running: Promise<void> | null = null;
  const probe = async (warmed: string): Promise<void> => {
    const { ms, ...found } = await upstream.probe(warmed);
    lastProbe = { at: now(), ms, outcome: outcomeOf(found) };
    running = null;
  };
  return {
    report: () => {
      const { capabilities, steerRefusedBy, lastHandshake, lastError, sockets, transport } =
        upstream.report();
      return {
        host,
        model,
        transport,
        capabilities: Object.entries(capabilities).map(([name, { value, source }]) => ({
          ...{ name, source },
          value: plain(value),
        })),
        steerRefusedBy: [...steerRefusedBy],
        lastHandshake,
        lastError: shownError(lastError),
        lastProbe,
        sockets,
      };
    },
    probe: () => (model === null ? Promise.resolve() : (running ??= probe(model))),
  };
}

function outcomeOf({ ws, warmup, lanes, steer }: Omit<ProbeResult, "ms">): ProbeOutcome {
  if (!ws.ok) return "refused";
  return [warmup, lanes, steer].every((answer) => answer === null) ? "unanswered" : "answered";
}

/** Codes whose words tell of a connection, never of what was asked or of the account. */
const OF_CONNECTIONS = new Set<string>(["unauthorized", "no_websocket", "unsent", "lost", "timeout"]);

/**
 * Everybody who may use the server sees this, and the words of a refused request may quote it. The session
 * that sent it shows them.
 */
export function shownError(error: ProviderReport["lastError"]): DoctorReport["embedded"]["lastError"] {
  if (error === null) return null;
  const { at, code, providerCode, message } = error;
  return { at, code, providerCode, message: OF_CONNECTIONS.has(code) ? message : null };
}

function plain(value: CapabilityValue): boolean | number | string {
  if (typeof value !== "object") return value;
  const ways = [...(value.inline ? ["in a request"] : []), ...(value.endpoint ? ["on its own"] : [])];
  return ways.length === 0 ? false : ways.join(", ");
}
