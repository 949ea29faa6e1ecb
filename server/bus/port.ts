/** What a doorbell says: the session reached `upTo`. The frame may ride along, already serialised. */
export type Ring = {
  sessionId: string;
  epoch: number;
  after: number;
  upTo: number;
  /** The rows between `after` and `upTo` as one `events` frame per visibility class, or null: read the store. */
  frame: { owner: string; guest: string } | null;
};

export type Unsubscribe = () => void;

/** Carries doorbells and access changes. It may lose or double a message; nothing may depend on one. */
export interface Bus {
  ring(ring: Ring): void;
  onRing(sessionId: string, listener: (ring: Ring) => void): Unsubscribe;
  /** Tells every node that a principal's or a share's access may have changed. */
  accessChanged(sessionId: string): void;
  onAccessChanged(sessionId: string, listener: () => void): Unsubscribe;
  /** Tells every node that a principal's session list changed. */
  listChanged(principal: string): void;
  onListChanged(principal: string, listener: () => void): Unsubscribe;
  close(): Promise<void>;
}
