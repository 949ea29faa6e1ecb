import type { ToolSpec } from "../../lib/protocol/tool";

const spec = (name: string, part: Partial<ToolSpec> = {}): ToolSpec => ({
  name,
  title: name,
  description: `Test tool ${name}.`,
  parameters: {
    type: "object",
    properties: { n: { type: "integer" } },
    additionalProperties: false,
  },
  effect: "read",
  approval: "auto",
  timeoutMs: 5_000,
  ...part,
});

/** One tool of each kind that a server treats in its own way. */
export const TEST_TOOLS: ToolSpec[] = [
  spec("look"),
  spec("change", { effect: "write" }),
  spec("ask_first", { effect: "write", approval: "session" }),
  spec("drop_all", { effect: "destructive", approval: "always" }),
];

export const EXECUTOR = "executor-0000000001";
export const DESK = "desk-00000000000001";
export const CLAIM = "claim-0000000000001";

export const attachment = (executorId = EXECUTOR) => ({
  type: "attach_executor" as const,
  executorId,
  deskId: DESK,
  toolsHash: "hash-1",
  tools: TEST_TOOLS,
});

export const script = (turns: unknown): string => `#script ${JSON.stringify(turns)}`;
