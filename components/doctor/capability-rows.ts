import type { ProviderState } from "../../lib/protocol/doctor";
import { bytesText, durationText } from "../thread/format";

type Capability = ProviderState["capabilities"][number];

export type CapabilityRow = {
  name: string;
  label: string;
  value: string;
  /** What is worse without it. */
  without: string | null;
  source: string;
};

const SOURCES: Record<Capability["source"], string> = {
  preset: "preset",
  set: "setting",
  probed: "probe",
  learned: "use",
};

const MINUTE_MS = 60_000;

type Meaning = { label: string; without?: string; unit?: "ms" | "bytes" };

const MEANINGS: Record<string, Meaning> = {
  ws: { label: "WebSocket mode", without: "Each request carries the whole conversation over HTTP." },
  warmup: {
    label: "Warm-up",
    without: "The first answer of a session waits until instructions and tools are read.",
  },
  lanes: { label: "Lanes", without: "A request beside the conversation opens a connection of its own." },
  steer: { label: "Steering", without: "Text sent during an answer waits for its end." },
  compaction: { label: "Compaction" },
  store: { label: "Stored responses (not used)" },
  modelPinned: { label: "One model for a connection" },
  maxAgeMs: { label: "Connection is replaced after", unit: "ms" },
  idleMs: { label: "Unused connection is closed after", unit: "ms" },
  maxFrameBytes: { label: "Largest request", unit: "bytes" },
  authStyle: { label: "Key is sent as" },
};

const WORDS: Record<string, string> = {
  all: "Every model",
  "gpt-6": "GPT-6 models",
  none: "No",
  bearer: "Bearer token",
};

/** What a provider can do, in the order of the page; what this page does not know by name comes last. */
export function capabilityRows({ capabilities }: ProviderState): readonly CapabilityRow[] {
  const order = Object.keys(MEANINGS);
  const rank = ({ name }: Capability): number => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...capabilities].sort((a, b) => rank(a) - rank(b)).map(rowOf);
}

function rowOf({ name, value, source }: Capability): CapabilityRow {
  const { label, without = null, unit } = MEANINGS[name] ?? { label: name };
  const said = valueText(value, unit);
  return { name, label, value: said, without: said === "No" ? without : null, source: SOURCES[source] };
}

function valueText(value: Capability["value"], unit: Meaning["unit"]): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string") return WORDS[value] ?? value;
  if (unit === "bytes") return bytesText(value);
  if (unit === "ms") return value % MINUTE_MS === 0 ? `${value / MINUTE_MS} min` : durationText(value);
  return String(value);
}
