import type { ResponsesError } from "../../lib/responses/error";
import type { SteerableModels } from "./capabilities";
import { Exchange, type Step } from "./exchange";
import { failure } from "./failure";
import { Handshake, type HandshakeOptions } from "./handshake";
import type { Lesson } from "./knowledge";
import type { LiveSocket } from "./live-socket";
import type { UpstreamFailure } from "./port";
import { readFrame, type LaneFrame } from "./read-event";
import { steerText } from "./request-frame";

/** What a probe found. Null: it could not be found out. */
export type ProbeResult = {
  ws: { ok: true } | { ok: false; failure: UpstreamFailure };
  /** From the first handshake to the last answer. */
  ms: number;
  warmup: boolean | null;
  lanes: boolean | null;
  steer: boolean | null;
};

const lane = "probe";
/** Should the provider generate after all. */
const leastOutputTokens = 16;

/**
 * Opens a socket and asks for warm-ups only: one on the default lane, one on a lane of its own, and a steer of
 * the response that the first one was. None of this generates; should a provider generate nevertheless, its
 * first output ends the probe and the socket.
 */
export async function probe(options: HandshakeOptions, model: string): Promise<ProbeResult> {
  const startedAt = options.clock.now();
  const opened = await open(options);
  const found = opened instanceof Conversation ? await questions(opened, model) : nothing;
  const ws =
    opened instanceof Conversation ? ({ ok: true } as const) : { ok: false as const, failure: opened };
  options.knowledge.learn(lessons(found, options.knowledge.profile.steer), "probed");
  if (found.steer === false) options.knowledge.refuseSteer(model);
  return { ws, ms: options.clock.now() - startedAt, ...found };
}

type Found = Pick<ProbeResult, "warmup" | "lanes" | "steer">;
const nothing: Found = { warmup: null, lanes: null, steer: null };

/** A provider that steers some models says nothing of the others by refusing one. */
function lessons({ warmup, lanes, steer }: Found, known: SteerableModels): Lesson {
  return {
    ...(warmup === null ? {} : { warmup }),
    ...(lanes === null ? {} : { lanes }),
    ...(steer === true && known === "none" ? { steer: "all" as const } : {}),
  };
}

async function questions(talk: Conversation, model: string): Promise<Found> {
  const first = await talk.warmUp(model, null);
  if (first.type !== "prepared") {
    talk.end();
    return { ...nothing, warmup: first.type === "unknown" ? null : false };
  }
  const steer = await talk.steer(first.providerId);
  const second = await talk.warmUp(model, lane);
  talk.end();
  return { warmup: true, lanes: second.type === "unknown" ? null : second.type === "prepared", steer };
}

type Warmed = { type: "prepared"; providerId: string } | { type: "refused" | "generates" | "unknown" };

/** One socket, one question at a time. */
class Conversation {
  #onFrame: (frame: LaneFrame | null) => void = () => undefined;
  #isOver = false;

  constructor(
    private readonly socket: LiveSocket,
    private readonly options: HandshakeOptions,
  ) {
    socket.listen({
      onText: (text) => this.#onFrame(readFrame(text)),
      onEnd: () => {
        this.#isOver = true;
        this.#onFrame(null);
      },
    });
  }

  end(): void {
    this.#isOver = true;
    this.socket.drop("close");
  }

  warmUp(model: string, on: string | null): Promise<Warmed> {
    const exchange = new Exchange(null);
    const request = {
      ...{ type: "response.create", generate: false, model, store: false, input: [] },
      max_output_tokens: leastOutputTokens,
    };
    return this.#question(
      JSON.stringify(on === null ? request : { ...request, stream_id: on }),
      ({ lane: at, event }) => {
        if (event === null || event.type === "steer") return null;
        const isOurs = at === on || (event.type === "error" && at === null);
        if (!isOurs) return { type: "refused" };
        return (
          exchange
            .read(event)
            .map(warmedBy(exchange))
            .find((warmed) => warmed !== null) ?? null
        );
      },
      { type: "unknown" },
    );
  }

  /** Whether steering is known here at all; null when nothing was said. */
  steer(providerId: string): Promise<boolean | null> {
    return this.#question<boolean | null>(
      steerText(providerId, "."),
      ({ event }) => {
        if (event?.type === "error") return false;
        return event?.type === "steer" ? event.code !== "steering_not_supported" : null;
      },
      null,
    );
  }

  /** `read` gives null until it has the answer; `none` is the answer when none comes. */
  #question<T>(text: string, read: (frame: LaneFrame) => T | null, none: T): Promise<T> {
    if (this.#isOver || !this.socket.send(text)) return Promise.resolve(none);
    return new Promise((resolve) => {
      const settle = (answer: T): void => {
        undo();
        this.#onFrame = () => undefined;
        resolve(answer);
      };
      const undo = this.options.clock.after(this.options.limits.warmupMs, () => settle(none));
      this.#onFrame = (frame) => {
        const answer = frame === null ? none : read(frame);
        if (answer !== null || frame === null) settle(answer ?? none);
      };
    });
  }
}

const warmedBy =
  (exchange: Exchange) =>
  (step: Step): Warmed | null => {
    if (step.type === "started") return null;
    if (step.type === "done" && step.output.length === 0) {
      return { type: "prepared", providerId: exchange.providerId ?? "" };
    }
    if (step.type !== "failed") return { type: "generates" };
    return { type: saysNothing(step.error) ? "unknown" : "refused" };
  };

/** An overload, a key that is refused or a model that is not there tells nothing about warm-ups. */
function saysNothing({ status, code }: ResponsesError): boolean {
  return status >= 500 || [401, 403, 404, 429].includes(status) || code === "model_not_found";
}

function open(options: HandshakeOptions): Promise<Conversation | UpstreamFailure> {
  return new Promise((resolve) => {
    const handshake = new Handshake(options, {
      onOpen: (socket) => {
        undo();
        resolve(new Conversation(socket, options));
      },
      onFailed: (why) => {
        undo();
        resolve(why);
      },
    });
    const undo = options.clock.after(options.limits.askMs, () => {
      handshake.cancel();
      resolve(failure("unsent", "The provider did not accept a connection in time."));
    });
  });
}
