import type { Dice } from "./dice";

type Head = { fin: boolean; rsv: number; opcode: number; masked: boolean; declared?: bigint };

const plain: Head = { fin: true, rsv: 0, opcode: 1, masked: true };
const CONTROL = 8;
const [TEXT, BINARY, CLOSE, PING, PONG] = [1, 2, 8, 9, 10] as const;

/** One frame of RFC 6455; `declared` is a length that the payload need not have. */
function frame(dice: Dice, payload: Buffer, part: Partial<Head> = {}): Buffer {
  const { fin, rsv, opcode, masked, declared = BigInt(payload.length) } = { ...plain, ...part };
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const mask = dice.bytes(4);
  const body = masked
    ? Buffer.concat([mask, payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0))])
    : payload;
  return Buffer.concat([Buffer.from([first]), lengthOf(declared, masked), body]);
}

function lengthOf(declared: bigint, masked: boolean): Buffer {
  const bit = masked ? 0x80 : 0;
  if (declared < 126n) return Buffer.from([bit | Number(declared)]);
  if (declared < 65_536n) {
    const short = Buffer.from([bit | 126, 0, 0]);
    short.writeUInt16BE(Number(declared), 1);
    return short;
  }
  const long = Buffer.alloc(9);
  long[0] = bit | 127;
  long.writeBigUInt64BE(declared, 1);
  return long;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Frames that the server takes and that end nothing; the first of a connection is its hello. */
export function goodFrames(dice: Dice, hello: unknown): Buffer[] {
  const kinds: readonly [() => Buffer[], ...(() => Buffer[])[]] = [
    () => [frame(dice, json({ type: "ping", sentAt: dice.below(1e6) }))],
    () => [frame(dice, dice.bytes(dice.below(126)), { opcode: PING })],
    () => [frame(dice, dice.bytes(dice.below(126)), { opcode: PONG })],
    () => fragmented(dice, json({ type: "ping", sentAt: dice.below(1e6) }), 1 + dice.below(6)),
    () => [frame(dice, json({ type: "watch_sessions" }))],
  ];
  return [
    frame(dice, json(hello)),
    ...Array.from({ length: dice.below(40) }, () => dice.pick(kinds)()).flat(),
  ];
}

function fragmented(dice: Dice, whole: Buffer, pieces: number): Buffer[] {
  const size = Math.ceil(whole.length / pieces);
  return Array.from({ length: pieces }, (_none, at) => {
    const part = whole.subarray(at * size, (at + 1) * size);
    const between = dice.chance(0.2) ? [frame(dice, dice.bytes(4), { opcode: PING })] : [];
    const opcode = at === 0 ? TEXT : 0;
    return [...between, frame(dice, part, { fin: at === pieces - 1, opcode })];
  }).flat();
}

/** Frames that break a rule of RFC 6455 or a limit of ours. */
export function badFrames(dice: Dice): Buffer[] {
  const small = dice.bytes(dice.below(20));
  const reserved = dice.pick([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
  const control = CONTROL + dice.below(3);
  const kinds: readonly [() => Buffer[], ...(() => Buffer[])[]] = [
    () => [frame(dice, small, { rsv: 1 + dice.below(7) })],
    () => [frame(dice, small, { masked: false })],
    () => [frame(dice, small, { opcode: reserved })],
    () => [frame(dice, dice.bytes(126 + dice.below(400)), { opcode: control })],
    () => [frame(dice, small, { opcode: control, fin: false })],
    () => [frame(dice, small, { declared: 1n << BigInt(18 + dice.below(46)) })],
    () => [frame(dice, Buffer.from([0xc0, 0x80, 0xff, 0xed, 0xa0, 0x80]))],
    () => [frame(dice, small, { opcode: 0 })],
    () => [frame(dice, small, { fin: false }), frame(dice, small)],
    () => [frame(dice, Buffer.from([3]), { opcode: CLOSE })],
    () => [
      frame(dice, closing(dice.pick([0, 999, 1004, 1005, 1006, 1015, 5000, 65_535])), { opcode: CLOSE }),
    ],
    () => [frame(dice, Buffer.concat([closing(1000), Buffer.from([0xff, 0xfe])]), { opcode: CLOSE })],
    () => [frame(dice, small, { opcode: BINARY })],
    () =>
      Array.from({ length: 70 }, (_none, at) => frame(dice, small, { fin: false, opcode: at === 0 ? 1 : 0 })),
    () => [frame(dice, dice.bytes(300_000))],
    () => [frame(dice, Buffer.from("[".repeat(1 + dice.below(5_000))))],
    () => [frame(dice, small).subarray(0, 1 + dice.below(5))],
    () => [dice.bytes(1 + dice.below(200))],
  ];
  return dice.pick(kinds)();
}

function closing(code: number): Buffer {
  const body = Buffer.alloc(2);
  body.writeUInt16BE(code);
  return body;
}
