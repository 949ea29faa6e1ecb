import { assertNever } from "../../lib/util/assert-never";
import type { Armed } from "./armed";
import type { Garbage, Moment, UpstreamFault } from "./fault";
import type { Passing } from "./passing";

/** How far the traffic of one connection has come, and what a fault does to it. */
export type Crossing = {
  response: "none" | "warming" | "open";
  /** Counts of the response under way. */
  frames: number;
  texts: number;
  calls: number;
  mode:
    | { type: "plain" }
    | { type: "stalled"; dead: boolean }
    | { type: "doubling"; left: number }
    | { type: "holding" }
    | { type: "slow"; ms: number };
};

/** What is done, in order, with the frame that came and the connection it came on. */
export type Act =
  | { do: "pass" }
  | { do: "hold" }
  /** Passes the frame that is held. */
  | { do: "release" }
  /** Tells the server this instead of what the provider said. */
  | { do: "say"; text: string }
  | { do: "spill"; garbage: Garbage }
  | { do: "wait"; ms: number }
  | { do: "close" }
  /** Cuts both sockets off, without a close frame. */
  | { do: "cut" };

export type Step = { crossing: Crossing; acts: readonly Act[]; fired: number | null };

export const newCrossing: Crossing = {
  response: "none",
  frames: 0,
  texts: 0,
  calls: 0,
  mode: { type: "plain" },
};

const PASS: readonly Act[] = [{ do: "pass" }];
const TEXTS_BEFORE = 3;

/** One frame, the faults that wait, and where the connection stands → what to do. Pure. */
export function cross(before: Crossing, frame: Passing, armed: readonly Armed<UpstreamFault>[]): Step {
  const crossing = advanced(before, frame);
  if (crossing.mode.type === "stalled") return { crossing, acts: [], fired: null };
  const hit = crossing.mode.type === "plain" && armed.find(({ fault }) => fits(fault, crossing, frame));
  if (hit) return { ...enacted(hit.fault, crossing, frame), fired: hit.id };
  return { ...underWay(crossing, frame), fired: null };
}

/** Whether a fault meets the next connection itself. */
export const refusesHandshake = (
  fault: UpstreamFault,
): fault is Extract<UpstreamFault, { fault: "limit_upstream" }> =>
  fault.fault === "limit_upstream" && fault.at === "handshake";

const NOTHING = { frames: 0, texts: 0, calls: 0 };

function advanced(crossing: Crossing, frame: Passing): Crossing {
  if (frame.from === "server") {
    if (frame.type === "other") return crossing;
    return { ...crossing, ...NOTHING, response: frame.type === "create" ? "open" : "warming" };
  }
  // A steer's successor begins without a request of its own.
  const begins = crossing.response === "none" && frame.type === "begun";
  const { response, frames, texts, calls } = begins ? { ...NOTHING, response: "open" as const } : crossing;
  const isOver = frame.type === "ended" || frame.type === "error";
  return {
    ...crossing,
    response: isOver ? "none" : response,
    frames: frames + 1,
    texts: texts + (frame.type === "text" ? 1 : 0),
    calls: calls + (frame.type === "call" ? 1 : 0),
  };
}

function fits(fault: UpstreamFault, crossing: Crossing, frame: Passing): boolean {
  const { response, frames, texts } = crossing;
  const isCreate = frame.from === "server" && frame.type === "create";
  const isOpen = frame.from === "provider" && response === "open";
  switch (fault.fault) {
    case "drop_upstream":
    case "expire_upstream":
      return isAt(fault.moment, crossing, frame);
    case "forget_response":
      return isCreate && frame.previousId !== null;
    case "limit_upstream":
      return isCreate && fault.at === "response";
    case "stall_upstream":
      return fault.after === 0 ? isCreate : isOpen && frames >= fault.after;
    case "reorder_upstream":
      return isOpen && frame.type === "text" && texts >= TEXTS_BEFORE;
    case "garble_upstream":
      return isOpen && frames >= 2;
    case "duplicate_upstream":
    case "slow_upstream":
      return isOpen;
    default:
      return assertNever(fault);
  }
}

function isAt(moment: Moment, { response, texts, calls }: Crossing, frame: Passing): boolean {
  switch (moment) {
    case "before_response":
      return frame.from === "server" && frame.type === "create";
    case "in_text":
      return response === "open" && frame.type === "text" && texts >= TEXTS_BEFORE;
    case "after_call":
      return response === "open" && frame.type === "call";
    case "before_outputs":
      return frame.type === "ended" && calls > 0;
    default:
      return assertNever(moment);
  }
}

type Enacted = Omit<Step, "fired">;

function enacted(fault: UpstreamFault, crossing: Crossing, frame: Passing): Enacted {
  switch (fault.fault) {
    case "drop_upstream":
      return { crossing, acts: [...arriving(fault.moment), { do: "cut" }] };
    case "expire_upstream":
      return {
        crossing,
        acts: [...arriving(fault.moment), { do: "say", text: TOO_OLD }, { do: "close" }],
      };
    case "forget_response":
      return refused(crossing, notFound(frame));
    case "limit_upstream":
      return refused(crossing, limited(fault.retryAfterS));
    case "stall_upstream":
      return {
        crossing: { ...crossing, mode: { type: "stalled", dead: fault.dead } },
        acts: fault.after === 0 ? [] : PASS,
      };
    case "duplicate_upstream":
      return underWay({ ...crossing, mode: { type: "doubling", left: fault.frames } }, frame);
    case "reorder_upstream":
      return { crossing: { ...crossing, mode: { type: "holding" } }, acts: [{ do: "hold" }] };
    case "garble_upstream":
      return { crossing, acts: [{ do: "spill", garbage: fault.garbage }, ...PASS] };
    case "slow_upstream":
      return underWay({ ...crossing, mode: { type: "slow", ms: fault.ms } }, frame);
    default:
      return assertNever(fault);
  }
}

/** A request does not arrive; what the provider has said does. */
const arriving = (moment: Moment): readonly Act[] => (moment === "before_response" ? [] : PASS);

const refused = (crossing: Crossing, text: string): Enacted => ({
  crossing: { ...crossing, response: "none" },
  acts: [{ do: "say", text }],
});

function underWay(crossing: Crossing, frame: Passing): Enacted {
  const { mode, response } = crossing;
  if (frame.from === "server" || mode.type === "plain") return { crossing, acts: PASS };
  const plain: Crossing = { ...crossing, mode: { type: "plain" } };
  switch (mode.type) {
    case "doubling": {
      const left = mode.left - 1;
      return {
        crossing: left > 0 ? { ...crossing, mode: { type: "doubling", left } } : plain,
        acts: [...PASS, ...PASS],
      };
    }
    case "holding":
      return { crossing: plain, acts: [...PASS, { do: "release" }] };
    case "slow":
      return {
        crossing: response === "none" ? plain : crossing,
        acts: [{ do: "wait", ms: mode.ms }, ...PASS],
      };
    case "stalled":
      return { crossing, acts: [] };
    default:
      return assertNever(mode);
  }
}

const errorText = (status: number, error: Record<string, unknown>): string =>
  JSON.stringify({ type: "error", status, error: { param: null, ...error } });

const TOO_OLD = errorText(400, {
  type: "invalid_request_error",
  code: "websocket_connection_limit_reached",
  message:
    "Responses websocket connection limit reached (60 minutes). Create a new websocket connection to continue.",
});

function notFound(frame: Passing): string {
  const id = frame.type === "create" ? frame.previousId : null;
  return errorText(400, {
    type: "invalid_request_error",
    code: "previous_response_not_found",
    message: `Previous response with id '${id ?? ""}' not found.`,
    param: "previous_response_id",
  });
}

/** The error of a 429, for a frame and for a body. */
export const limitError = {
  type: "rate_limit_error",
  code: "rate_limit_exceeded",
  message: "Rate limit reached for requests.",
} as const;

const limited = (retryAfterS: number): string =>
  errorText(429, { ...limitError, headers: { "retry-after": String(retryAfterS) } });
