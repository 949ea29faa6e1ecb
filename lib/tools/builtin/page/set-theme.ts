import { type ToolDefinition } from "../../define-tool";

type Args = { theme: "light" | "dark" | "system" };

/** Light or dark, for the person's eyes only: `apply` shows and keeps it. */
export const setTheme = (apply: (theme: Args["theme"]) => void): ToolDefinition<Args> => ({
  name: "set_theme",
  title: "Set theme",
  description: "Shows this page in light or dark colours, or as the person's system has it.",
  effect: "write",
  approval: "auto",
  parameters: {
    type: "object",
    properties: { theme: { enum: ["light", "dark", "system"] } },
    required: ["theme"],
    additionalProperties: false,
  },
  run: ({ theme }) => {
    apply(theme);
    return Promise.resolve({ output: { theme } });
  },
  summarise: ({ theme }) => theme,
});
