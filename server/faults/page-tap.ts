import { isRecord, parseJson } from "../../lib/util/json";
import type { Clock } from "../../lib/util/clock";
import type { PageLine, Tap, TappedPage } from "../gateway/tap";
import type { Armed, ArmedFaults } from "./armed";
import type { PageFault } from "./fault";
import { garbageFrame } from "./garbage";

type FaultOf<T extends PageFault["fault"]> = Extract<PageFault, { fault: T }>;
type FrameFault = Exclude<PageFault, FaultOf<"delay_tool">>;

/** A held frame goes out after this long, also when no other follows. */
const HOLD_MS = 1_000;

/** Lets the armed faults act on pages. */
export function createPageTap(faults: ArmedFaults, clock: Clock): Tap {
  return (page) => {
    const tapped = new Page(page, faults, clock);
    return { send: (text) => tapped.send(text), receive: (text) => tapped.receive(text) };
  };
}

class Page implements TappedPage {
  /** Learned from what the page sends; null until it has offered its tools. */
  #executorId: string | null = null;
  #doubling = 0;
  #held: { text: string; undo: () => void } | null = null;
  /** Frames of events sent since a drop was armed, by its id. */
  readonly #sent = new Map<number, number>();
  readonly #delayed = new Set<{ pass: () => void; cancel: () => void }>();

  constructor(
    private readonly line: PageLine,
    private readonly faults: ArmedFaults,
    private readonly clock: Clock,
  ) {
    const undoArmed = faults.onArmed(() => this.#dropIfDue());
    const undoDisarmed = faults.onDisarmed(() => this.#letGo());
    line.onClosed(() => {
      undoArmed();
      undoDisarmed();
      this.#held?.undo();
      for (const { cancel } of this.#delayed) cancel();
    });
  }

  send(text: string): boolean {
    if (!text.startsWith('{"type":"events"')) return this.line.send(text);
    if (this.#held !== null) return this.#sendSwapped(text);
    const due = this.#due().find(({ fault }) => isFrameFault(fault) && fault.fault !== "drop_page");
    if (due && isFrameFault(due.fault) && this.faults.fire(due.id)) this.#begin(due.fault);
    const sent = this.#sendAsFaultSays(text, due?.fault);
    this.#count();
    return sent;
  }

  receive(text: string): void {
    const command = readCommand(text);
    if (command?.type === "attach_executor") this.#executorId = command.executorId;
    const delay = command?.type === "submit_tool_output" ? this.#takeDelay() : null;
    if (delay === null) return this.line.receive(text);
    const pass = (): void => {
      this.#delayed.delete(delayed);
      this.line.receive(text);
    };
    const delayed = { pass, cancel: this.clock.after(delay, pass) };
    this.#delayed.add(delayed);
  }

  #letGo(): void {
    this.#release();
    for (const { pass, cancel } of [...this.#delayed]) {
      cancel();
      pass();
    }
  }

  #due(): readonly Armed<PageFault>[] {
    const { principal } = this.line;
    return this.faults.page.filter(
      ({ fault, principal: owner }) =>
        owner === principal && (fault.page === undefined || fault.page === this.#executorId),
    );
  }

  #takeDelay(): number | null {
    for (const { id, fault } of this.#due()) {
      if (fault.fault === "delay_tool" && this.faults.fire(id)) return fault.ms;
    }
    return null;
  }

  #begin(fault: FrameFault): void {
    if (fault.fault === "duplicate_page") this.#doubling = fault.frames;
    if (fault.fault === "garble_page") this.line.spill(garbageFrame(fault.garbage));
  }

  #sendAsFaultSays(text: string, fault: PageFault | undefined): boolean {
    if (fault?.fault === "reorder_page") {
      this.#held = { text, undo: this.clock.after(HOLD_MS, () => this.#release()) };
      return true;
    }
    const sent = this.line.send(text);
    if (this.#doubling === 0) return sent;
    this.#doubling -= 1;
    return this.line.send(text);
  }

  #sendSwapped(text: string): boolean {
    const sent = this.line.send(text);
    this.#release();
    return sent;
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    held?.undo();
    if (held !== null) this.line.send(held.text);
  }

  #count(): void {
    for (const { id, fault } of this.#due()) {
      if (fault.fault === "drop_page") this.#sent.set(id, (this.#sent.get(id) ?? 0) + 1);
    }
    this.#dropIfDue();
  }

  #dropIfDue(): void {
    for (const { id, fault } of this.#due()) {
      const isDue = fault.fault === "drop_page" && (this.#sent.get(id) ?? 0) >= fault.after;
      if (isDue && this.faults.fire(id)) return this.line.cut();
    }
  }
}

const isFrameFault = (fault: PageFault): fault is FrameFault => fault.fault !== "delay_tool";

type Command = { type: "attach_executor"; executorId: string } | { type: "submit_tool_output" };

function readCommand(text: string): Command | null {
  const frame = parseJson(text);
  const command = isRecord(frame) && frame.type === "command" ? frame.command : null;
  if (!isRecord(command)) return null;
  if (command.type === "submit_tool_output") return { type: "submit_tool_output" };
  const { executorId } = command;
  return command.type === "attach_executor" && typeof executorId === "string"
    ? { type: "attach_executor", executorId }
    : null;
}
