import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { FaultPipe, type PipeFault } from "./fault-pipe";

/** `up` is the way of the one who dialled. */
export type Way = "up" | "down";

/** What befalls one connection. Bytes are counted for each way from its first one; times in milliseconds. */
export type WireFault =
  | { type: "none" }
  /** Each piece takes `ms` longer; nothing goes up in the first `openMs`. */
  | { type: "delay"; ms: number; openMs?: number }
  | { type: "slow"; bytesPerSecond: number }
  /** Both ways end when `after` bytes have passed one way: in an orderly way, or with RST. */
  | { type: "cut"; way: Way; after: number; how: "end" | "reset" }
  /** One way is read no further: its sender's buffers fill up. */
  | { type: "stall"; way: Way; after: number }
  /** One way swallows everything after so many bytes, the other goes on: half open. */
  | { type: "blackhole"; way: Way; after: number };

/** One connection: how many bytes have passed each way. */
export type Wire = { readonly passed: Readonly<Record<Way, number>>; readonly closed: Promise<void> };

export type FaultProxy = {
  readonly port: number;
  /** Connections since the start, the first one first. */
  readonly wires: readonly Wire[];
  /** Waits for the next connection; several of them one after the other. */
  next(fault: WireFault): void;
  /** Takes back what waits. */
  calm(): void;
  /** Ends all connections, stalled ones too. */
  close(): Promise<void>;
};

/** A TCP proxy on a free port of the loopback that breaks connections at an exact byte. */
export async function startFaultProxy(
  targetPort: number,
  { usual = { type: "none" } }: { usual?: WireFault } = {},
): Promise<FaultProxy> {
  const wires: Wire[] = [];
  const sockets = new Set<Socket>();
  let waiting: WireFault[] = [];
  const server = createServer({ noDelay: true, pauseOnConnect: true }, (near) => {
    const far = connect({ host: "127.0.0.1", port: targetPort, noDelay: true });
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    wires.push(join(near, far, waiting.shift() ?? usual));
    near.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    wires,
    next: (fault) => void waiting.push(fault),
    calm: () => void (waiting = []),
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  };
}

function join(near: Socket, far: Socket, fault: WireFault): Wire {
  const sever = severing(near, far, fault);
  const up = new FaultPipe(near, far, pipeFault(fault, "up", sever));
  const down = new FaultPipe(far, near, pipeFault(fault, "down", sever));
  return {
    get passed() {
      return { up: up.passed, down: down.passed };
    },
    closed: new Promise((resolve) => near.once("close", () => resolve())),
  };
}

function severing(near: Socket, far: Socket, fault: WireFault): () => void {
  const reset = fault.type === "cut" && fault.how === "reset";
  return () => {
    for (const socket of [near, far]) {
      if (reset) socket.resetAndDestroy();
      else socket.end(() => socket.destroy());
    }
  };
}

function pipeFault(fault: WireFault, way: Way, sever: () => void): PipeFault {
  switch (fault.type) {
    case "none":
      return {};
    case "delay":
      return { delayMs: fault.ms, openMs: way === "up" ? (fault.openMs ?? 0) : 0 };
    case "slow":
      return { bytesPerSecond: fault.bytesPerSecond };
    case "cut":
      return fault.way === way ? { limit: { after: fault.after, then: sever } } : {};
    case "stall":
      return fault.way === way ? { limit: { after: fault.after, then: "hold" } } : {};
    case "blackhole":
      return fault.way === way ? { limit: { after: fault.after, then: "drop" } } : {};
  }
}
