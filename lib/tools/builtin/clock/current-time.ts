import { type AnyTool, defineTool, ToolError } from "../../define-tool";

/** The time in a zone that the model names. `now` is handed in, so that a test knows the answer. */
export function currentTime(now: () => number = Date.now): AnyTool {
  return defineTool<{ zone: string }>({
    name: "current_time",
    title: "Current time",
    description: "Gives the date and time in a time zone, for example Europe/Rome.",
    effect: "read",
    parameters: {
      type: "object",
      properties: { zone: { type: "string", minLength: 1, maxLength: 60, description: "IANA time zone" } },
      required: ["zone"],
      additionalProperties: false,
    },
    run: ({ zone }) => Promise.resolve({ output: { zone, time: timeIn(zone, now()) } }),
    summarise: ({ zone }) => zone,
  });
}

function timeIn(zone: string, at: number): string {
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(at);
  } catch {
    throw new ToolError("unknown_zone", `There is no time zone "${zone}". Use a name like Europe/Rome.`);
  }
}
