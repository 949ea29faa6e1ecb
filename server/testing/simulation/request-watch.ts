import { MAX_INLINE_OUTPUT_CHARS } from "../../../lib/protocol/limits";
import { isWholeAnswer } from "./check-calls";
import type { Oracle } from "./oracle";
import type { ContextItem } from "./model-text";
import { isUserMessage, nameOfMessage, textIn } from "./model-text";
import type { ProviderWatch } from "./provider";

/** What the model is shown: every call once, each with its one output as the log has it, and no message twice. */
export class RequestWatch implements ProviderWatch {
  constructor(private readonly oracle: Oracle) {}

  onSecond(): void {
    this.oracle.violate("a second response was asked for beside one under way");
  }

  onFault(fault: string): void {
    this.oracle.note(`model: ${fault}`);
  }

  onRequest(context: readonly ContextItem[]): void {
    this.#checkCalls(context);
    this.#checkMessages(context);
  }

  #checkCalls(context: readonly ContextItem[]): void {
    const open = new Set<string>();
    const seen = new Set<string>();
    for (const item of context) {
      const callId = String(item.call_id);
      if (item.type === "function_call") {
        if (seen.has(callId)) this.oracle.violate(`the model is shown ${callId} twice`);
        seen.add(callId);
        open.add(callId);
      }
      if (item.type !== "function_call_output") continue;
      const output = String(item.output);
      if (output.length > MAX_INLINE_OUTPUT_CHARS) this.oracle.note("large output");
      if (output.startsWith("ran ") && !isWholeAnswer(output))
        this.oracle.violate(`the model is given a part of the output of ${callId}`);
      if (!open.delete(callId)) this.oracle.violate(`the model is given an output of ${callId} that it has`);
    }
    for (const callId of open) this.oracle.violate(`the model is not given the output of ${callId}`);
  }

  #checkMessages(context: readonly ContextItem[]): void {
    const names = context.filter(isUserMessage).map((item) => nameOfMessage(textIn(item)));
    for (const [at, name] of names.entries()) {
      if (names.indexOf(name) !== at) this.oracle.violate(`the model is shown ${name} twice`);
      if (!this.oracle.hasMessage(name))
        this.oracle.violate(`the model is shown ${name}, which is not in the log`);
    }
  }
}
