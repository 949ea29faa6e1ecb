import * as z from "zod/mini";
import { executorIdSchema } from "../../lib/protocol/ids";

const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));

/** Where the line to the provider is hit. */
const moment = z.enum([
  /** The request is on its way and does not arrive. */
  "before_response",
  /** After some pieces of text. */
  "in_text",
  /** A call is made, its response is not over. */
  "after_call",
  /** The response is over, the outputs of its calls are awaited. */
  "before_outputs",
]);

/** Hits the next traffic between server and provider that it fits, of any session; once. */
const upstreamFaults = [
  z.strictObject({ fault: z.literal("drop_upstream"), moment }),
  /** The connection has reached its greatest age: the error, then the close. */
  z.strictObject({ fault: z.literal("expire_upstream"), moment }),
  /** The next request that continues a response hears that there is no such response. */
  z.strictObject({ fault: z.literal("forget_response") }),
  /** Nothing passes after `after` frames of a response. `dead`: control frames neither, in both directions. */
  z.strictObject({
    fault: z.literal("stall_upstream"),
    after: z._default(whole(0, 10_000), 6),
    dead: z._default(z.boolean(), false),
  }),
  z.strictObject({ fault: z.literal("duplicate_upstream"), frames: z._default(whole(1, 10_000), 20) }),
  /** Two adjacent frames in the middle of text change places. */
  z.strictObject({ fault: z.literal("reorder_upstream") }),
  /** 429 with `Retry-After`, to a request or in place of the next connection. */
  z.strictObject({
    fault: z.literal("limit_upstream"),
    at: z._default(z.enum(["response", "handshake"]), "response"),
    retryAfterS: z._default(whole(0, 3600), 1),
  }),
  z.strictObject({
    fault: z.literal("garble_upstream"),
    garbage: z.enum(["not_json", "binary", "huge", "array", "unknown_type"]),
  }),
  /** Each frame of the next response waits `ms`. */
  z.strictObject({ fault: z.literal("slow_upstream"), ms: z._default(whole(1, 5_000), 100) }),
] as const;

/** The page that is hit; without it the first of whoever armed the fault. */
const page = z.optional(executorIdSchema);

/** Hits one page of whoever armed it, once. */
const pageFaults = [
  /** Cuts the socket once `after` frames of events have gone out since. */
  z.strictObject({ fault: z.literal("drop_page"), page, after: z._default(whole(0, 10_000), 0) }),
  z.strictObject({ fault: z.literal("duplicate_page"), page, frames: z._default(whole(1, 10_000), 5) }),
  z.strictObject({ fault: z.literal("reorder_page"), page }),
  z.strictObject({
    fault: z.literal("garble_page"),
    page,
    garbage: z.enum(["not_json", "binary", "array", "null", "unknown_type"]),
  }),
  /** The next output of a tool waits `ms` before the server sees it. */
  z.strictObject({ fault: z.literal("delay_tool"), page, ms: z._default(whole(1, 120_000), 3_000) }),
] as const;

export const upstreamFaultSchema = z.discriminatedUnion("fault", [...upstreamFaults]);
export const pageFaultSchema = z.discriminatedUnion("fault", [...pageFaults]);
export const faultSchema = z.discriminatedUnion("fault", [...upstreamFaults, ...pageFaults]);

export type UpstreamFault = z.infer<typeof upstreamFaultSchema>;
export type PageFault = z.infer<typeof pageFaultSchema>;
export type Fault = z.infer<typeof faultSchema>;
export type Moment = z.infer<typeof moment>;
export type Garbage = Extract<Fault, { garbage: string }>["garbage"];

const PAGE_FAULTS: ReadonlySet<Fault["fault"]> = new Set<PageFault["fault"]>([
  "drop_page",
  "duplicate_page",
  "reorder_page",
  "garble_page",
  "delay_tool",
]);

export const isPageFault = (fault: Fault): fault is PageFault => PAGE_FAULTS.has(fault.fault);
