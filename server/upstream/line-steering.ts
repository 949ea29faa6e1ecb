import type { Clock } from "../../lib/util/clock";
import { itemBytes, itemsText } from "./chain";
import type { Limits } from "./limits";
import type { SteerRequest, UpstreamEvent } from "./port";
import type { SteerWireEvent } from "./read-event";
import { steerItem, steerText, successorFrame } from "./request-frame";
import { Steering } from "./steering";
import { Wanted } from "./wanted";
import { Watchdog } from "./watchdog";
import type { Wire } from "./wire";

/** What steering needs of its line. */
type SteeredLine = {
  wire: () => Wire;
  wanted: () => Wanted | null;
  want: (wanted: Wanted | null) => void;
  emit: (event: UpstreamEvent) => void;
  advance: () => void;
  /** The provider says that it steers no response of this model. */
  refused: () => void;
};

/**
 * The steers of a line. The text of one stands either in the next response's context or it is the caller's
 * again, never both: a create made while the provider still owes an answer waits for it, and a response
 * that the provider would start for nobody is ended with its socket.
 */
export class LineSteering {
  readonly #steering = new Steering();
  /** Bounds the provider's silence about a steer whose response has ended. */
  readonly #answerDue: Watchdog;

  constructor(
    private readonly options: { clock: Clock; limits: Limits },
    private readonly line: SteeredLine,
  ) {
    this.#answerDue = new Watchdog(options.clock, () => this.#unanswered());
  }

  /** Whether the next request has to wait for the provider's word. */
  get holdsBack(): boolean {
    return this.#steering.isUnanswered && this.line.wire().flight === null;
  }

  add(request: SteerRequest): void {
    this.#steering.add(request);
    this.send();
  }

  /** Sends what waited for the response to begin. */
  send(): void {
    const wire = this.line.wire();
    const providerId = wire.flight?.providerId ?? null;
    if (providerId === null || wire.flight?.key !== this.line.wanted()?.key) return;
    for (const text of this.#steering.release(providerId)) wire.send(text);
  }

  read(event: SteerWireEvent): void {
    const told = this.#steering.read(event);
    if (told === null) return;
    if (event.code === "steering_not_supported") this.line.refused();
    if (told.type === "steer_failed" && this.#steering.accepted.length === 0) this.#endUnbegun();
    this.line.emit(told);
    if (this.line.wire().flight === null) this.#settleLate(told);
  }

  /** The response under way has begun: the accepted text is in its context. */
  begun(): void {
    this.#steering.takenUp();
    this.send();
  }

  /** The response under way has ended well; called before its `done` is emitted. */
  ended(): void {
    this.#continue(this.#steering.accepted);
    if (this.#steering.isUnanswered) this.#answerDue.extend(this.options.limits.reusedFirstEventMs);
  }

  /** The response under way has failed; called before its `failed` is emitted. */
  failed(): void {
    if (this.#steering.accepted.length > 0 || this.#steering.isUnanswered) this.line.wire().drop();
    this.#giveBack("response_not_active", "The response failed before the text was used.");
  }

  /** The context has been sent anew, and the caller's text with it. */
  sentInFull(): void {
    this.#steering.takenUp();
  }

  /** The provider said nothing about a steer whose response has ended. */
  #unanswered(): void {
    this.line.wire().drop();
    this.#giveBack("no_answer", "The provider did not say whether the text was used.");
    this.line.advance();
  }

  /** A create was made while the provider starts a response of its own: the create wins. */
  supersede(): void {
    if (this.line.wire().flight !== null || this.#steering.accepted.length > 0) this.line.wire().drop();
    this.#giveBack("superseded", "Another request was made before the text was used.");
  }

  concerns(key: string): boolean {
    return this.#steering.concerns(key);
  }

  /** The connection is gone: whether what the provider had was used cannot be known. */
  lost(): void {
    this.#steering.forgetSent();
    this.#giveBack("response_not_active", "The connection was lost before the text was sent.");
  }

  clear(): void {
    this.#answerDue.stop();
    this.#steering.giveBack("", "");
  }

  /** What an answer means that comes when the response has already ended. */
  #settleLate(told: UpstreamEvent): void {
    const { accepted } = this.#steering;
    const isAccepted = told.type === "steer_accepted";
    if (isAccepted && this.#waitsForOutputs()) {
      this.#continue(accepted.filter(({ steerId }) => steerId === told.steerId));
    } else if (isAccepted && this.line.wanted() !== null) this.supersede();
    else if (isAccepted) this.#continue(accepted);
    if (this.#steering.isUnanswered) return;
    this.#answerDue.stop();
    this.line.advance();
  }

  #waitsForOutputs(): boolean {
    return this.line.wire().held?.openCalls === true;
  }

  /** After accepted text comes a response by itself, or behind open calls the text joins the chain. */
  #continue(accepted: readonly SteerRequest[]): void {
    const [first] = accepted;
    if (first === undefined) return;
    const wire = this.line.wire();
    const texts = accepted.map(({ text }) => text);
    if (this.#waitsForOutputs()) return wire.grow(itemBytes(itemsText(texts.map(steerItem))));
    const providerId = wire.held?.providerId ?? "";
    const up = texts.reduce((sum, text) => sum + Buffer.byteLength(steerText(providerId, text)), 0);
    this.line.want(Wanted.successor(first.successor, this.options.clock.now()));
    wire.expect(first.successor, successorFrame(wire.held, { up, texts }));
  }

  /** The successor that was awaited will not come. */
  #endUnbegun(): void {
    const wire = this.line.wire();
    if (this.line.wanted()?.request !== null || wire.flight === null || wire.flight.providerId !== null)
      return;
    this.line.want(null);
    wire.drop();
  }

  #giveBack(code: string, message: string): void {
    this.#answerDue.stop();
    for (const event of this.#steering.giveBack(code, message)) this.line.emit(event);
  }
}
