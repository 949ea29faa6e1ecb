import { expect, test } from "vitest";
import { workspaceNote } from "../../../../lib/session/told";
import { readConversation } from "./conversation";
import { named, readPointed } from "./pointing";

const picked = new Map([
  ["product_group", "Tea & Herbs"],
  ["region", "East"],
]);

test.each([
  ["only this region", 'only "East"'],
  ["Total revenue for that region by month", 'Total revenue for "East" by month'],
  ["and without the selected product group?", 'and without "Tea & Herbs"?'],
  ["only this", 'only "Tea & Herbs"'],
  ["What about this month?", "What about this month?"],
  ["Is this right?", "Is this right?"],
])("[WORK-3] %s, with a product group and a region picked, asks: %s", (question, asked) => {
  expect(named(question, picked)).toBe(asked);
});

test("[WORK-3] with nothing picked a question stays as it is", () => {
  expect(named("only this region", new Map())).toBe("only this region");
});

test("[WORK-3] a note is no question, and counts for the message behind it alone", () => {
  const message = (text: string) => ({
    type: "message",
    role: "user",
    content: [{ type: "input_text", text }],
  });
  const note = workspaceNote({
    tables: [],
    chart: "Revenue by region",
    selected: { region: "East", revenue: 12 },
  });
  const read = readConversation([message(note), message("only this region"), message("only this region")]);
  expect(read.map(({ question }) => question)).toEqual(['only "East"', "only this region"]);
});

test("[WORK-3] a note that is broken points at nothing, and a message that is none is a message", () => {
  expect(readPointed(workspaceNote({ tables: [] }).slice(0, -1))?.size).toBe(0);
  expect(readPointed("[workspace] is what I call my desk")).toBeNull();
});

test("[WORK-3] a column's name is no pattern", () => {
  expect(named("only this a.b", new Map([["a.b(c", "x"]]))).toBe("only this a.b");
});
