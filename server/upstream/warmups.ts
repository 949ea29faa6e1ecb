import { assertNever } from "../../lib/util/assert-never";
import type { Step } from "./exchange";
import type { Flight } from "./flight";
import type { Knowledge } from "./knowledge";
import type { ResponseSettings } from "./port";
import { settingsText, warmupFrame, type RequestFrame } from "./request-frame";
import type { Wire } from "./wire";

type Warmup = { frame: RequestFrame; model: string };

/** The warm-ups of one line: `generate: false` with the settings, once for each socket and settings. */
export class Warmups {
  /** A socket of this line was lost with a warm-up on it: this line tries no more. */
  #unlucky = false;
  /** What is to be prepared; null when nothing is. */
  wished: ResponseSettings | null = null;

  constructor(private readonly knowledge: Knowledge) {}

  get on(): boolean {
    return this.knowledge.profile.warmup && !this.#unlucky;
  }

  /** What would prepare `settings` on `wire`; null when it is prepared, or cannot be. */
  #frameFor(settings: ResponseSettings, wire: Wire): Warmup | null {
    if (!this.on) return null;
    const text = settingsText(settings, this.knowledge.profile);
    const { held } = wire;
    const isDone = held !== null && (held.key !== null || held.settings === text);
    return isDone ? null : { frame: warmupFrame(text), model: settings.model };
  }

  /** Prepares `settings` on an open wire, where that is possible and of use. */
  post(settings: ResponseSettings, wire: Wire): boolean {
    const warmup = this.#frameFor(settings, wire);
    return warmup !== null && wire.post(warmup.frame, { key: null, model: warmup.model });
  }

  /**
   * Takes a step of a warm-up. A provider that generates gets no second one, and the socket is given up at
   * once, before it bills more. True when the warm-up is over.
   */
  read(wire: Wire, flight: Flight, step: Step): boolean {
    const verdict = judge(flight, step);
    switch (verdict) {
      case "going":
        return false;
      case "prepared":
        return true;
      case "generates":
        this.knowledge.learn({ warmup: false }, "learned");
        wire.drop();
        return true;
      case "refused":
        this.knowledge.learn({ warmup: false }, "learned");
        return true;
      case "failed":
        this.#unlucky = true;
        return true;
      default:
        return assertNever(verdict);
    }
  }

  /** The socket ended under a warm-up. */
  lost(): void {
    this.#unlucky = true;
  }
}

type Verdict = "going" | "prepared" | "generates" | "refused" | "failed";

function judge(flight: Flight, step: Step): Verdict {
  if (step.type === "started") return "going";
  if (step.type === "done") return step.output.length === 0 ? "prepared" : "generates";
  if (step.type !== "failed") return "generates";
  const { status } = step.error;
  const isPassing = status >= 500 || [401, 403, 408, 429].includes(status);
  return flight.wasRefused && !isPassing ? "refused" : "failed";
}
