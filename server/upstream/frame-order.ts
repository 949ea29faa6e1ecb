const LONGEST_WAIT = 2;
const REMEMBERED = 8;

export type NumberedFrame<Event> = { text: string; sequence: number | null; event: Event };

/**
 * Puts the numbered frames of one response in order and drops those that came twice, should something on the
 * way have repeated or swapped them. A missing number is waited for two frames long. A provider whose numbers do
 * not rise by one is believed no further: from then on its frames are taken as they come.
 */
export class FrameOrder<Event> {
  #next: number | null = null;
  #waiting: (NumberedFrame<Event> & { sequence: number })[] = [];
  #recent: NumberedFrame<Event>[] = [];
  #isNumbered = true;

  /** The events that are due with this frame, oldest first. `isLast`: the frame ends the response. */
  take(frame: NumberedFrame<Event>, isLast: boolean): Event[] {
    const { sequence } = frame;
    if (!this.#isNumbered || sequence === null) return [...this.#flushed(), frame.event];
    if (this.#waiting.length === 0 && sequence === (this.#next ?? sequence)) {
      this.#remember(frame);
      this.#next = sequence + 1;
      return [frame.event];
    }
    if (this.#isRepeat(frame)) return [];
    this.#remember(frame);
    const next = this.#next ?? sequence;
    if (sequence < next) return this.#give([frame]);
    this.#waiting.push({ ...frame, sequence });
    const due = this.#inOrder(next);
    if (this.#waiting.length === 0) return due;
    return isLast || this.#waiting.length > LONGEST_WAIT ? [...due, ...this.#give([])] : due;
  }

  /** A frame that needs no order has used up this number, if it is the next one. */
  pass(sequence: number | null): void {
    if (sequence !== null && sequence === this.#next && this.#waiting.length === 0) this.#next += 1;
  }

  #inOrder(from: number): Event[] {
    const due: Event[] = [];
    this.#waiting.sort((a, b) => a.sequence - b.sequence);
    this.#next = from;
    while (this.#waiting[0]?.sequence === this.#next) {
      const frame = this.#waiting.shift();
      if (frame !== undefined) due.push(frame.event);
      this.#next += 1;
    }
    return due;
  }

  /** The numbers are no good. */
  #give(late: readonly NumberedFrame<Event>[]): Event[] {
    this.#isNumbered = false;
    return [...this.#flushed(), ...late.map(({ event }) => event)];
  }

  #flushed(): Event[] {
    if (this.#waiting.length === 0) return [];
    const events = this.#waiting.map(({ event }) => event);
    this.#waiting = [];
    return events;
  }

  #isRepeat({ sequence, text }: NumberedFrame<Event>): boolean {
    return this.#recent.some((known) => known.sequence === sequence && known.text === text);
  }

  #remember(frame: NumberedFrame<Event>): void {
    this.#recent.push(frame);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
  }
}
