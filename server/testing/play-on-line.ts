import { openCalls } from "../../lib/session/calls";
import type { Effect } from "../session/input";
import { Play } from "../session/testing/play";
import type { LineListener, LineStatus, Upstream, UpstreamEvent, UpstreamLine } from "../upstream/port";
import { attachment, EXECUTOR } from "./test-tools";

/** A session's decisions on a real line, with a page that answers every call and no host in between. */
export class PlayOnLine implements LineListener {
  readonly play = new Play();
  status: LineStatus = "cold";
  readonly #line: UpstreamLine;
  readonly #onEvent: (event: UpstreamEvent) => void;
  #performed = 0;
  #waiting: (() => void)[] = [];

  /** `onEvent` is told of each event of the line once it is decided. */
  constructor(upstream: Upstream, onEvent: (event: UpstreamEvent) => void = () => undefined) {
    this.#line = upstream.open(this);
    this.#onEvent = onEvent;
    this.play.command({ type: "create_session", model: "m" });
    this.play.command(attachment());
  }

  readonly onEvent = (event: UpstreamEvent): void => {
    this.play.feed({ type: "upstream", event, at: this.play.at });
    this.#onEvent(event);
    this.#goOn();
  };

  readonly onStatus = (status: LineStatus): void => {
    this.status = status;
    this.#wake();
  };

  /** Resolves when the turn that the message starts has ended. */
  async say(text: string): Promise<void> {
    this.play.say(text, EXECUTOR);
    this.#goOn();
    await this.until(() => this.play.state.session.turn.status === "idle");
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #goOn(): void {
    for (const { callId } of openCalls(this.play.state.session)) this.#answer(callId);
    queueMicrotask(() => {
      for (const effect of this.play.effects.slice(this.#performed)) this.#perform(effect);
      this.#wake();
    });
  }

  #perform(effect: Effect): void {
    this.#performed += 1;
    if (effect.type === "create_response") this.#line.create(effect.request);
    if (effect.type === "cancel_response") this.#line.cancel(effect.key);
  }

  #answer(callId: string): void {
    const answer = { type: "submit_tool_output" as const, callId, executorId: EXECUTOR, claimId: null };
    const outcome = { ok: true as const, output: `result of ${callId}` };
    this.play.command({ ...answer, outcome, artifact: null, ranMs: 1 });
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
