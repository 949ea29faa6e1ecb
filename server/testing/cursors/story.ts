import { Play } from "../../session/testing/play";
import { emptyOwnerState } from "../../session/owner-state";
import type { LoggedEvent } from "../../session/input";

type OpenItem = { kind: "message" | "reasoning"; text: string };

/** A place to go back to. */
export type Mark = { state: Play["state"]; logged: number; effects: number };

const WORDS = ["tide", "comes in", "and goes", "out again", "é", "while nobody", "counts"];
const MOST_OPEN = 3;

/** A session that its owner decides, step by step and by chance: turns, items side by side, answers that break off. */
export class Story {
  readonly #play = new Play();
  readonly #open = new Map<number, OpenItem>();
  #items = 0;
  #begun = 0;

  constructor(
    sessionId: string,
    private readonly random: () => number,
  ) {
    this.#play.state = emptyOwnerState(sessionId);
    this.#play.command({ type: "create_session", model: "m" });
  }

  get log(): readonly LoggedEvent[] {
    return this.#play.log;
  }

  mark(): Mark {
    const { state, log, effects } = this.#play;
    return { state, logged: log.length, effects: effects.length };
  }

  /** What came after the mark never happened; a new owner starts there. */
  restart({ state, logged, effects } = this.mark()): void {
    this.#play.log.length = logged;
    this.#play.effects.length = effects;
    this.#play.state = state;
    this.#forget();
    this.#play.restarts();
    this.#begun = Math.min(this.#begun, this.#play.requests().length);
  }

  /** Goes on until the log is longer by `count` events, or a few more. */
  tell(count: number): void {
    const end = this.log.length + count;
    while (this.log.length < end) this.#step();
  }

  #step(): void {
    this.#play.at += this.#pick(200);
    if (this.#play.state.session.turn.status === "idle") return this.#say();
    if (this.#play.requests().length > this.#begun) return this.#begin();
    this.#answer();
  }

  #say(): void {
    if (this.#pick(8) === 0) this.#play.command({ type: "rename", title: this.#words(2) });
    else this.#play.say(this.#words(3));
  }

  #begin(): void {
    this.#forget();
    this.#begun = this.#play.requests().length;
    this.#play.starts();
  }

  #answer(): void {
    const lot = this.#pick(40);
    if (lot === 0) return this.#play.fails("lost");
    if (lot === 1) return void this.#play.command({ type: "cancel_turn" });
    if (this.#open.size === 0 && this.#items > 0 && lot < 12) return this.#play.done();
    if (this.#open.size === 0 || (this.#open.size < MOST_OPEN && lot < 6)) return this.#add();
    const open = [...this.#open];
    const [index, item] = open[this.#pick(open.length)] ?? [0, { kind: "message", text: "" }];
    if (lot < 12 && item.text !== "") this.#finish(index, item);
    else this.#continue(index, item);
  }

  #add(): void {
    const kind = this.#pick(3) === 0 ? "reasoning" : "message";
    const index = this.#items++;
    this.#open.set(index, { kind, text: "" });
    this.#play.upstream({ type: "item_added", index, kind, name: null });
  }

  #continue(index: number, item: OpenItem): void {
    const text = `${this.#words(1 + this.#pick(4))} `;
    item.text += text;
    this.#play.upstream({ type: "item_delta", index, text });
  }

  #finish(index: number, { kind, text }: OpenItem): void {
    this.#open.delete(index);
    if (kind === "message") return this.#play.says(text, index);
    const item = { type: "reasoning", summary: [{ type: "summary_text", text }] };
    this.#play.upstream({ type: "item_done", index, kind, item });
  }

  #forget(): void {
    this.#open.clear();
    this.#items = 0;
  }

  #words(count: number): string {
    return Array.from({ length: count }, () => WORDS[this.#pick(WORDS.length)]).join(" ");
  }

  #pick(count: number): number {
    return Math.floor(this.random() * count);
  }
}
