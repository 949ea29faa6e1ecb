import type { WireEvent } from "./emitter";
import type { LaneName } from "./lane-queue";
import type { Sink } from "./sink";
import type { SocketLine } from "./socket-line";

/** Sends the events of one lane: those of a named lane carry its name. */
export function laneSink(line: SocketLine, lane: LaneName): Sink {
  return {
    send: (event: WireEvent) => {
      line.sendJson(lane === null ? event : { ...event, stream_id: lane });
    },
    congestion: () => line.congestion(),
    fault: (chunk) => line.fault(chunk),
  };
}
