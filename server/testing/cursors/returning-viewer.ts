import { emptyView, receiveCaughtUp, receiveEvents, receiveReset } from "../../../lib/client/view";
import type { SessionView } from "../../../lib/client/state";
import { ORIGIN, type Cursor } from "../../../lib/protocol/cursor";
import type { ClientFrame, ServerFrame } from "../../../lib/protocol/frame";
import type { SessionState } from "../../../lib/session/state";
import { PROTOCOL_VERSION } from "../../../lib/protocol/version";
import { createViewer, type Viewer, type ViewerDeps } from "../../gateway/viewer";

export type Held = { cursor: Cursor; session: SessionState };

/** A page that comes back with what it holds, on a socket that is full from time to time. */
export class ReturningViewer {
  view: SessionView;
  /** Events that came, the reset of those before it aside. */
  readonly seqs: number[] = [];
  readonly resets: string[] = [];
  readonly gaps: string[] = [];
  frames = 0;
  /** How often it was told that it is at the head. */
  caughtUp = 0;
  readonly #viewer: Viewer;

  constructor(
    deps: ViewerDeps,
    private readonly options: { principal: string; held: Held; isFull: () => boolean; onFrame: () => void },
  ) {
    const { held, principal } = options;
    this.view = { ...emptyView(held.session.sessionId), ...held };
    this.#viewer = createViewer(deps, principal, {
      ...{ send: (text) => this.#take(JSON.parse(text) as ServerFrame), pause: () => undefined },
      ...{
        resume: () => undefined,
        close: (code, reason) => void this.gaps.push(`closed: ${code} ${reason}`),
      },
    });
    this.#send({ type: "hello", version: PROTOCOL_VERSION });
    this.#subscribe();
  }

  close(): void {
    this.#viewer.closed();
  }

  #send(frame: ClientFrame): void {
    this.#viewer.receive(JSON.stringify(frame));
  }

  #subscribe(): void {
    const { sessionId, cursor } = this.view;
    this.#send({ type: "subscribe", sessionId, cursor });
  }

  #take(frame: ServerFrame): boolean {
    if (frame.type === "events") this.#fold(frame);
    if (frame.type === "reset") this.#reset(frame);
    if (frame.type === "caught_up") {
      this.caughtUp += 1;
      this.view = receiveCaughtUp(this.view, frame);
    }
    this.options.onFrame();
    if (!this.options.isFull()) return true;
    setImmediate(() => this.#viewer.drained());
    return false;
  }

  #fold(frame: Extract<ServerFrame, { type: "events" }>): void {
    const next = receiveEvents(this.view, frame);
    if (next === "gap" || frame.after !== this.view.cursor.seq)
      return void this.gaps.push(`at ${this.view.cursor.seq} came what follows ${frame.after}`);
    this.view = next;
    this.frames += 1;
    this.seqs.push(...frame.events.map(({ seq }) => seq));
  }

  #reset(frame: Extract<ServerFrame, { type: "reset" }>): void {
    this.resets.push(frame.reason);
    this.view = receiveReset(this.view, frame);
    // As a page does: it starts again from nothing.
    if (frame.reason === "cursor_ahead") this.#subscribe();
    if (this.view.cursor.seq !== ORIGIN.seq) this.gaps.push("it kept its place");
  }
}
