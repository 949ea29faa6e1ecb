import type { Command } from "../protocol/command";

/** What a person said with a command; null for one that says nothing to the model. */
export const sentText = (command: Command): string | null =>
  command.type === "send_message" || command.type === "steer" ? command.text : null;
