import { type AnyTool, defineTool } from "../../lib/tools/define-tool";

type Args = { wait?: "before" | "after"; kind?: string };

const parameters = {
  type: "object",
  properties: {
    wait: { type: "string", enum: ["before", "after"] },
    kind: { type: "string" },
  },
  additionalProperties: false,
} as const;

const cyclic = (): unknown => {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
};

/** Answers that no tool may give. */
const ODD: Readonly<Record<string, () => unknown>> = {
  huge: () => "x".repeat(50_000_000),
  cyclic,
  nothing: () => undefined,
  code: () => () => "a function",
  bigint: () => 2n ** 70n,
};

/** A tool that reads, one with an effect, and one whose answers are none. What has an effect counts it outside. */
export function testTools(): { all: AnyTool[]; letGo: () => void } {
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const act = async (name: string, { wait }: Args): Promise<{ output: string }> => {
    if (wait === "before") await gate;
    await fetch(`/counted/${name}`, { method: "POST" });
    if (wait === "after") await gate;
    return { output: `${name} done` };
  };
  const common = { description: "For tests.", parameters, timeoutMs: 20_000 };
  const tool = (name: string, effect: "read" | "write") =>
    defineTool<Args>({
      ...{ name, effect, title: name, approval: "auto", ...common },
      run: (args) => act(name, args),
    });
  const odd = defineTool<Args>({
    ...{ name: "odd", effect: "read", title: "odd", ...common },
    run: ({ kind = "" }) => Promise.resolve({ output: ODD[kind]?.() as string }),
  });
  return { all: [tool("peek", "read"), tool("change", "write"), odd], letGo: () => letGo() };
}
