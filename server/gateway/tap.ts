/** The socket of one page as its gateway sees it. */
export type PageLine = {
  readonly principal: string;
  /** False when the socket is full, as in `Outbound`. */
  send(text: string): boolean;
  /** Writes what no gateway would: a text or a binary frame. */
  spill(frame: string | Buffer): void;
  receive(text: string): void;
  /** Cuts the socket off, without a close frame. */
  cut(): void;
  onClosed(run: () => void): void;
};

/** What stands in for the line's two directions. */
export type TappedPage = { send(text: string): boolean; receive(text: string): void };

/** Stands between a page's socket and the gateway; only where faults are made on purpose. */
export type Tap = (page: PageLine) => TappedPage;
