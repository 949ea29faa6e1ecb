import { itemType, textOf, type Item } from "../../../../lib/responses/item";
import { chatParts, isText, joinedText, Unsupported, type ChatPart } from "./content";

export type ChatCall = { id: string; type: "function"; function: { name: string; arguments: string } };

export type ChatMessage =
  | { role: "system"; content: string }
  | { role: "user"; content: string | ChatPart[] }
  | { role: "assistant"; content: string | null; tool_calls?: ChatCall[]; reasoning_content?: string }
  | { role: "tool"; tool_call_id: string; content: string };

type Options = {
  instructions: string | null;
  /** Whether thoughts go back to the server that had them. */
  thoughts: boolean;
};

/** Items that a model would miss and that nothing here can read. */
const UNREADABLE: Record<string, string> = {
  compaction: "A compacted context",
  item_reference: "A reference to a stored item",
};

const CALLS = new Set(["function_call", "custom_tool_call"]);
const OUTPUTS = new Set(["function_call_output", "custom_tool_call_output"]);

/**
 * A context as chat messages. Instructions and what stands before the first message become one system message: many
 * chat templates know no second. Calls beside each other become one assistant message, followed at once by all their
 * outputs, wherever those stood: servers refuse any other order. Items of hosted tools are left out.
 */
export function chatMessages(input: readonly Item[], options: Options): ChatMessage[] | Unsupported {
  const writer = new MessageWriter(input, options);
  for (const [at, item] of input.entries()) {
    const problem = writer.add(item, `input[${at}]`);
    if (problem !== null) return problem;
  }
  return writer.end();
}

type OpenAssistant = { texts: string[]; calls: ChatCall[]; thoughts: string[] };

class MessageWriter {
  readonly #messages: ChatMessage[] = [];
  readonly #head: string[];
  readonly #outputs: ReadonlyMap<string, Item>;
  readonly #thoughts: boolean;
  #open: OpenAssistant | null = null;

  constructor(input: readonly Item[], { instructions, thoughts }: Options) {
    this.#head = instructions === null ? [] : [instructions];
    this.#thoughts = thoughts;
    const outputs = input.filter((item) => OUTPUTS.has(itemType(item)));
    this.#outputs = new Map(outputs.map((item) => [item.call_id ?? "", item]));
  }

  add(item: Item, where: string): Unsupported | null {
    const type = itemType(item);
    if (type === "message") return this.#message(item, where);
    if (CALLS.has(type)) this.#assistant().calls.push(chatCall(item));
    else if (OUTPUTS.has(type)) return this.#flush();
    else if (type === "reasoning") this.#think(item);
    const unreadable = UNREADABLE[type];
    return unreadable === undefined ? null : new Unsupported(unreadable, where);
  }

  end(): ChatMessage[] | Unsupported {
    const problem = this.#flush();
    if (problem !== null) return problem;
    const head = this.#head.filter((text) => text !== "").join("\n\n");
    return head === "" ? this.#messages : [{ role: "system", content: head }, ...this.#messages];
  }

  #assistant(): OpenAssistant {
    this.#open ??= { texts: [], calls: [], thoughts: [] };
    return this.#open;
  }

  #think(item: Item): void {
    const text = textOf(item.content) || textOf(item.summary);
    if (this.#thoughts && text !== "") this.#assistant().thoughts.push(text);
  }

  #message(item: Item, where: string): Unsupported | null {
    const parts = chatParts(item.content, `${where}.content`);
    if (parts instanceof Unsupported) return parts;
    if (item.role === "assistant") {
      const text = joinedText(parts);
      if (text !== "") this.#assistant().texts.push(text);
      return null;
    }
    const problem = this.#flush();
    if (problem !== null) return problem;
    if (item.role === "user") this.#messages.push({ role: "user", content: plain(parts) });
    else if (this.#messages.length === 0) this.#head.push(joinedText(parts));
    else this.#messages.push({ role: "system", content: joinedText(parts) });
    return null;
  }

  /** Ends the assistant message that is open, and puts the outputs of its calls behind it. */
  #flush(): Unsupported | null {
    const open = this.#open;
    this.#open = null;
    if (open === null || (open.texts.length === 0 && open.calls.length === 0)) return null;
    this.#messages.push({
      role: "assistant",
      content: open.texts.length === 0 ? null : open.texts.join("\n\n"),
      ...(open.calls.length === 0 ? {} : { tool_calls: open.calls }),
      ...(open.thoughts.length === 0 ? {} : { reasoning_content: open.thoughts.join("\n\n") }),
    });
    const seen: ChatPart[] = [];
    for (const { id } of open.calls) {
      const parts = this.#outputOf(id);
      if (parts instanceof Unsupported) return parts;
      this.#messages.push({ role: "tool", tool_call_id: id, content: joinedText(parts) });
      const others = parts.filter((part) => !isText(part));
      if (others.length > 0) seen.push({ type: "text", text: `What the tool call ${id} showed:` }, ...others);
    }
    if (seen.length > 0) this.#messages.push({ role: "user", content: seen });
    return null;
  }

  #outputOf(callId: string): ChatPart[] | Unsupported {
    const item = this.#outputs.get(callId);
    if (item === undefined) return [{ type: "text", text: "(no output yet)" }];
    return chatParts(item.output, `output of ${callId}`);
  }
}

function chatCall(item: Item): ChatCall {
  const custom = itemType(item) === "custom_tool_call";
  const args = custom ? JSON.stringify({ input: item.input ?? "" }) : item.arguments;
  return {
    id: item.call_id ?? "",
    type: "function",
    function: { name: item.name ?? "", arguments: args || "{}" },
  };
}

/** Text alone goes as a string, which every server takes. */
const plain = (parts: ChatPart[]): string | ChatPart[] => (parts.every(isText) ? joinedText(parts) : parts);
