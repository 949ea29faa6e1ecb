import type { FaultRequest } from "./fault-requests";

export type FaultChoice = { label: string; request: FaultRequest; hits: "provider" | "page" };

const provider = (label: string, request: FaultRequest): FaultChoice => ({
  label,
  request,
  hits: "provider",
});
const page = (label: string, request: FaultRequest): FaultChoice => ({ label, request, hits: "page" });

/** What the panel offers, in its order. */
export const FAULT_CHOICES: readonly FaultChoice[] = [
  page("Drop this page's socket", { fault: "drop_page" }),
  page("Send frames twice", { fault: "duplicate_page", frames: 20 }),
  page("Swap two frames", { fault: "reorder_page" }),
  page("Send garbage", { fault: "garble_page", garbage: "not_json" }),
  page("Hold a tool's output 3 s", { fault: "delay_tool", ms: 3_000 }),
  provider("Drop before an answer", { fault: "drop_upstream", moment: "before_response" }),
  provider("Drop in the middle of text", { fault: "drop_upstream", moment: "in_text" }),
  provider("Drop after a tool call", { fault: "drop_upstream", moment: "after_call" }),
  provider("Drop before tool outputs", { fault: "drop_upstream", moment: "before_outputs" }),
  provider("Expire the connection", { fault: "expire_upstream", moment: "before_response" }),
  provider("Forget the last response", { fault: "forget_response" }),
  provider("Go silent in mid-answer", { fault: "stall_upstream", after: 8 }),
  provider("Die without a word", { fault: "stall_upstream", after: 0, dead: true }),
  provider("Send frames twice", { fault: "duplicate_upstream", frames: 50 }),
  provider("Swap two frames", { fault: "reorder_upstream" }),
  provider("Answer 429", { fault: "limit_upstream", retryAfterS: 5 }),
  provider("Refuse a connection with 429", { fault: "limit_upstream", at: "handshake", retryAfterS: 2 }),
  provider("Send garbage", { fault: "garble_upstream", garbage: "array" }),
  provider("Be slow", { fault: "slow_upstream", ms: 100 }),
];

/** How an armed or fired fault is named. */
export function nameOf(fault: FaultRequest): string {
  const fits = ({ request }: FaultChoice): boolean =>
    Object.entries(request).every(([field, value]) => fault[field] === value);
  const choice = FAULT_CHOICES.find(fits);
  return choice ? `${choice.hits}: ${choice.label.toLowerCase()}` : fault.fault.replaceAll("_", " ");
}
