import { expect, test } from "vitest";
import { createManualClock } from "../../lib/util/manual-clock.fixture";
import { createOutbound } from "./outbound";

const MIB = 1_048_576;

/** A socket whose other end reads when the test says so. */
function slowLine() {
  const clock = createManualClock();
  const seen: string[] = [];
  const written: (() => void)[] = [];
  const line = {
    readyState: 1,
    OPEN: 1 as const,
    bufferedAmount: 0,
    send: (text: string, onWritten: () => void) => {
      line.bufferedAmount += text.length;
      written.push(onWritten);
    },
    close: (code?: number) => {
      line.readyState = 2;
      seen.push(`close ${code}`);
    },
    terminate: () => seen.push("terminate"),
    pause: () => seen.push("pause"),
    resume: () => seen.push("resume"),
  };
  const reads = (left: number): void => {
    line.bufferedAmount = left;
    for (const tell of written.splice(0)) tell();
  };
  const out = createOutbound(line, { clock, onDrain: () => seen.push("drained") });
  return { clock, seen, out, reads, line };
}

test("[RES-11] a socket that stays full for 30 s is closed with 4408, and cut 5 s later", () => {
  const { clock, seen, out } = slowLine();
  expect(out.send("x".repeat(MIB + 1))).toBe(false);
  clock.advance(29_999);
  expect(seen).toEqual([]);
  clock.advance(1);
  expect(seen).toEqual(["close 4408"]);
  expect(out.send("more")).toBe(false);
  clock.advance(5_000);
  expect(seen).toEqual(["close 4408", "terminate"]);
});

test("[RES-11] a socket that drains in time is not cut, however often it fills", () => {
  const { clock, seen, out, reads } = slowLine();
  for (let round = 0; round < 5; round += 1) {
    out.send("x".repeat(MIB + 1));
    clock.advance(29_000);
    out.send("more");
    reads(MIB / 4);
  }
  clock.advance(60_000);
  expect(seen).toEqual(Array.from({ length: 5 }, () => "drained"));
});

test("[RES-11] answers and status frames fill a socket to 2 MiB and one frame at most", () => {
  const { seen, out, line } = slowLine();
  const frame = "x".repeat(MIB / 2);
  for (let count = 0; count < 50; count += 1) out.send(frame);
  expect(line.bufferedAmount).toBeLessThanOrEqual(2 * MIB + frame.length);
  expect(seen).toEqual(["close 4408"]);
});
