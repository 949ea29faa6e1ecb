import type { BackendChunk } from "./backend";
import type { WireEvent } from "./emitter";

export type FaultChunk = Extract<BackendChunk, { type: "drop" | "close" | "frame" | "stall" }>;

/** Where the events of one response go. */
export interface Sink {
  send(event: WireEvent): void;
  /** A promise while the reader is behind, which resolves when it has caught up or is gone. */
  congestion(): Promise<void> | null;
  /** Carries out a fault that the backend asks for. */
  fault(chunk: FaultChunk): Promise<void>;
}
