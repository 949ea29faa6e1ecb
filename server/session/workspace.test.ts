import { expect, test } from "vitest";
import { commandSchema } from "../../lib/protocol/command";
import { MAX_WORKSPACE_CHARS } from "../../lib/protocol/limits";
import { redactForGuest } from "../../lib/protocol/visibility";
import type { Workspace } from "../../lib/protocol/workspace";
import { workspaceNote } from "../../lib/session/told";
import { Play } from "./testing/play";

const WORKSPACE: Workspace = {
  tables: [{ name: "orders", rows: 3_040, columns: ["region VARCHAR"] }],
  chart: "Margin by region",
  selected: { region: "East" },
};

const message = (text: string, workspace?: Workspace) => ({
  ...{ type: "send_message" as const, text, executorId: null },
  ...(workspace === undefined ? {} : { workspace }),
});

const user = (text: string) => ({ type: "message", role: "user", content: [{ type: "input_text", text }] });

function created(): Play {
  const play = new Play();
  play.command({ type: "create_session", model: null });
  return play;
}

test("[WORK-1] the model reads the workspace right before the message, and a new owner sends the same", () => {
  const play = created();
  play.command(message("only this region", WORKSPACE));
  const asked = [user(workspaceNote(WORKSPACE)), user("only this region")];
  expect(play.request().newItems.slice(-2)).toEqual(asked);
  play.restarts();
  play.command({ type: "cancel_turn" });
  play.command(message("go on"));
  expect(play.request().fullInput().slice(0, 2)).toEqual(asked);
  expect(play.request().fullInput().at(-1)).toEqual(user("go on"));
});

test("[WORK-1] a message that waits keeps what its page showed", () => {
  const play = created();
  play.command(message("first"));
  play.starts();
  play.command(message("second", WORKSPACE));
  expect(play.events("turn.queued")[0]?.workspace).toEqual(WORKSPACE);
  play.done();
  expect(play.events("turn.started")[1]?.workspace).toEqual(WORKSPACE);
  expect(play.request().newItems.slice(-2)).toEqual([user(workspaceNote(WORKSPACE)), user("second")]);
});

test("[WORK-1] a workspace has at most 4,000 characters of JSON", () => {
  const of = (length: number): Workspace => {
    const empty = {
      tables: [{ name: "t", rows: 1, columns: Array.from({ length: 20 }, () => "n".repeat(190)) }],
    };
    const rest = length - JSON.stringify({ ...empty, recent: [""] }).length;
    return { ...empty, recent: ["r".repeat(rest)] };
  };
  expect(JSON.stringify(of(MAX_WORKSPACE_CHARS))).toHaveLength(MAX_WORKSPACE_CHARS);
  expect(commandSchema.safeParse(message("hello", of(MAX_WORKSPACE_CHARS))).success).toBe(true);
  expect(commandSchema.safeParse(message("hello", of(MAX_WORKSPACE_CHARS + 1))).success).toBe(false);
});

test("[WORK-2] guests do not get the workspace", () => {
  const play = created();
  play.command(message("hello", WORKSPACE));
  const started = play.log.map(({ event }) => event).find(({ type }) => type === "turn.started");
  expect(started).toHaveProperty("workspace");
  expect(started && redactForGuest(started)).not.toHaveProperty("workspace");
});
