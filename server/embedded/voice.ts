import type { EventBody, WireEvent } from "./emitter";
import type { Sink } from "./sink";

/** Counts the events of one response, from 0. */
export class Numbering {
  #next = 0;

  number({ type, ...rest }: EventBody): WireEvent {
    return { type, sequence_number: this.#next++, ...rest };
  }
}

/** Says something about one response, in its lane and its numbering; also after its end. */
export type Voice = (body: EventBody) => void;

// A function of its own, so that a voice that is kept holds nothing else of its response.
export const voiceOf =
  (sink: Sink, numbering: Numbering): Voice =>
  (body) => {
    sink.send(numbering.number(body));
  };
