import type { Item } from "../../lib/responses/item";

export const promptOf = (text: string): Item => ({
  type: "message",
  role: "user",
  content: [{ type: "input_text", text }],
});
