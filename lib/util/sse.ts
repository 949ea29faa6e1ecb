export type SseEvent = { event: string | null; data: string };

const MIB = 1024 * 1024;
const LF = 10;
const CR = 13;

/** One event is larger than the parser was told to hold. The parser is of no further use. */
export class SseTooLarge extends Error {
  constructor(readonly maxEventBytes: number) {
    super(`a server-sent event is larger than ${maxEventBytes} bytes`);
    this.name = "SseTooLarge";
  }
}

/**
 * Reads a `text/event-stream` from bytes that may be cut anywhere. Comments, `id` and `retry` are left out,
 * events without data too. Throws `SseTooLarge` as soon as one event, or one line, holds more than `maxEventBytes`.
 * Source: WHATWG HTML, "Interpreting an event stream"; but for `end`, which there drops what has no blank line.
 */
export class SseParser {
  readonly #decoder = new TextDecoder();
  readonly #maxEventBytes: number;
  #line: Uint8Array[] = [];
  #lineBytes = 0;
  #data: string[] = [];
  #dataBytes = 0;
  #event: string | null = null;
  #afterCr = false;

  constructor(maxEventBytes = 16 * MIB) {
    this.#maxEventBytes = maxEventBytes;
  }

  push(chunk: Uint8Array): SseEvent[] {
    const events: SseEvent[] = [];
    let from = this.#afterCr && chunk[0] === LF ? 1 : 0;
    if (chunk.length > 0) this.#afterCr = false;
    let lf = -1;
    let cr = -1;
    while (from < chunk.length) {
      if (lf < from) lf = placeOf(chunk, LF, from);
      if (cr < from) cr = placeOf(chunk, CR, from);
      const to = Math.min(lf, cr);
      this.#keep(chunk.subarray(from, to));
      if (to === chunk.length) break;
      this.#endLine(events);
      from = cr === to && chunk[to + 1] === LF ? to + 2 : to + 1;
      this.#afterCr = cr === to && from === chunk.length && chunk[to + 1] !== LF;
    }
    return events;
  }

  /** The last event, where the stream ended without the blank line behind it. */
  end(): SseEvent[] {
    const events: SseEvent[] = [];
    if (this.#lineBytes > 0) this.#endLine(events);
    this.#dispatch(events);
    return events;
  }

  #keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.#lineBytes += part.length;
    if (this.#lineBytes + this.#dataBytes > this.#maxEventBytes) throw new SseTooLarge(this.#maxEventBytes);
    // A copy: the owner of the chunk may fill it again.
    this.#line.push(part.slice());
  }

  #endLine(events: SseEvent[]): void {
    if (this.#lineBytes === 0) {
      this.#dispatch(events);
      return;
    }
    const bytes = this.#lineBytes;
    const line = this.#decoder.decode(joined(this.#line, bytes));
    this.#line = [];
    this.#lineBytes = 0;
    this.#field(line, bytes);
  }

  #field(line: string, bytes: number): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "event") this.#event = value;
    if (name !== "data") return;
    this.#data.push(value);
    this.#dataBytes += bytes;
  }

  #dispatch(events: SseEvent[]): void {
    if (this.#data.length > 0) events.push({ event: this.#event || null, data: this.#data.join("\n") });
    this.#data = [];
    this.#dataBytes = 0;
    this.#event = null;
  }
}

function placeOf(chunk: Uint8Array, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at < 0 ? chunk.length : at;
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
