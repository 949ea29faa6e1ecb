/** Where a frame of events stands: read from its first bytes, for the rest of it may be long. */
export type FrameHead = { epoch: number; after: number; upTo: number };

const HEAD_BYTES = 240;
const EVENTS = /^\{"type":"events","sessionId":"[^"]*","epoch":(\d+),"after":(\d+),"upTo":(\d+)/;
const AT = Buffer.from('"at":');

/** Null when the frame is another. */
export function headOf(frame: Buffer): FrameHead | null {
  const found = EVENTS.exec(frame.toString("latin1", 0, Math.min(HEAD_BYTES, frame.length)));
  if (!found) return null;
  const [, epoch, after, upTo] = found.map(Number);
  return { epoch: epoch ?? 0, after: after ?? 0, upTo: upTo ?? 0 };
}

/** When the last event of the frame was made, in milliseconds since 1970. */
export function madeAt(frame: Buffer): number {
  const from = frame.lastIndexOf(AT) + AT.length;
  return Number.parseInt(frame.toString("latin1", from, from + 20), 10);
}
