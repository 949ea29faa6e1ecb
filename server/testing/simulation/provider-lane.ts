import type { Answer, Frame } from "./model";
import { answerTo, begun, ended } from "./model";
import type { ModelFault } from "./model-faults";
import { deliveryOf } from "./model-faults";
import { textIn, type ContextItem } from "./model-text";
import type { Provider } from "./provider";
import type { ProviderSocket } from "./provider-socket";

type Body = Readonly<Record<string, unknown>>;
type Steer = { id: string; text: string };
type Kept = { id: string; context: readonly ContextItem[] };
type Running = { answer: Answer; context: readonly ContextItem[]; steers: Steer[]; undo: () => void };

const PACE_MS = 25;

/** The provider's side of one socket: the context of the latest response, and the one that runs. */
export class ProviderLane {
  #kept: Kept | null = null;
  #running: Running | null = null;
  /** Accepted texts that stand before the next outputs. */
  #waiting: string[] = [];
  /** Frames of a response that has ended, still to be repeated: before anything of the next. */
  #late: string[] = [];
  #steers = 0;

  constructor(
    private readonly provider: Provider,
    private readonly socket: ProviderSocket,
  ) {}

  take(body: Body): void {
    if (body.type === "response.steer") return this.#steer(body);
    if (body.type !== "response.create") return;
    if (body.generate === false) return this.#warm();
    this.#create(body);
  }

  end(): void {
    this.#running?.undo();
    this.#running = null;
    this.provider.over(this.socket);
  }

  #warm(): void {
    const id = this.provider.nextId();
    this.#kept = { id, context: [] };
    this.#say(begun(id));
    this.#say(ended(id, "completed", []));
  }

  #create(body: Body): void {
    const { previous_response_id: previous, input } = body;
    const fault = this.provider.takeFault((one) => one !== "unreachable");
    const isKept = previous === undefined || (previous === this.#kept?.id && fault !== "not_found");
    if (fault !== null) this.provider.options.watch.onFault(fault);
    if (!isKept) return this.#refuse(400, "previous_response_not_found");
    if (fault === "overloaded") return this.#refuse(503, "server_is_overloaded");
    const held = previous === undefined ? [] : [...(this.#kept?.context ?? []), ...this.#waiting.map(said)];
    this.#waiting = [];
    const context = [...held, ...(input as ContextItem[])];
    this.provider.options.watch.onRequest(context, body);
    this.#run(context, fault);
  }

  #run(context: readonly ContextItem[], fault: ModelFault | null): void {
    while (this.#late.length > 0) this.#tellLate();
    const answer = answerTo(context, this.provider.nextId());
    const delivery = deliveryOf(answer, fault, this.provider.options.dice);
    const left = [...delivery.frames];
    const { clock, dice } = this.provider.options;
    const next = (): void => {
      const text = left.shift();
      if (text !== undefined) this.socket.tell(text);
      if (left.length > 0) running.undo = clock.after(dice.below(PACE_MS), next);
      else if (delivery.end === "cut") this.socket.drop({ type: "closed", code: 1011, reason: "" });
      else if (delivery.end === "whole") this.#end(running, fault, delivery.late);
    };
    const running: Running = { answer, context, steers: [], undo: clock.after(dice.below(PACE_MS), next) };
    this.provider.begin(this.socket, textIn(context[0] ?? {}));
    this.#running = running;
  }

  #end(running: Running, fault: ModelFault | null, late: readonly string[]): void {
    const { clock, dice } = this.provider.options;
    this.#late = [...late];
    for (const _ of late) clock.after(dice.below(PACE_MS), () => this.#tellLate());
    this.#over(running, fault);
  }

  #tellLate(): void {
    const text = this.#late.shift();
    if (text !== undefined) this.socket.tell(text);
  }

  #over({ answer, context, steers }: Running, fault: ModelFault | null): void {
    this.#running = null;
    this.provider.over(this.socket);
    if (fault === "failed") return void (this.#kept = null);
    const output = fault === "incomplete" ? answer.output.slice(0, 1) : answer.output;
    this.#kept = { id: answer.id, context: [...context, ...output] };
    if (steers.length === 0) return;
    if (output.some(({ type }) => type === "function_call")) {
      this.#waiting = steers.map(({ text }) => text);
      for (const steer of steers) this.#say(told("pending", steer, answer.id));
      return;
    }
    this.#run([...this.#kept.context, ...steers.map(({ text }) => said(text))], this.provider.takeFault());
  }

  #steer({ previous_response_id: target, input }: Body): void {
    const running = this.#running;
    const steer = { id: `steer_${(this.#steers += 1)}`, text: String(input) };
    const isTaken =
      running !== null && running.answer.id === target && this.provider.options.dice.chance(0.8);
    if (!isTaken) return this.#say(steerRefused(steer, String(target)));
    running.steers.push(steer);
    this.#say(told("accepted", steer, running.answer.id));
  }

  #refuse(status: number, code: string): void {
    this.#kept = null;
    this.#waiting = [];
    this.#say({ type: "error", status, error: { type: "invalid_request_error", code, message: code } });
  }

  #say(frame: Frame): void {
    this.socket.tell(JSON.stringify(frame));
  }
}

const said = (text: string): ContextItem => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});

const told = (what: "accepted" | "pending", { id }: Steer, targetId: string): Frame => ({
  type: `response.steer.${what}`,
  steer: { id, previous_response_id: targetId },
});

const steerRefused = ({ text }: Steer, targetId: string): Frame => ({
  type: "response.steer.failed",
  error: { type: "invalid_request_error", code: "response_not_active", message: "it has ended" },
  steer: { previous_response_id: targetId, input: text },
});
