import { beforeEach, expect, test, vi } from "vitest";
import { MAX_ATTACHMENT_BYTES } from "../../../lib/protocol/limits";
import {
  attachedTo,
  attachFiles,
  detachFile,
  dismissProblems,
  putFilesBack,
  takeFiles,
} from "./attachment-store";
import { composeIn, giveFiles } from "./give-files";
import type { MessageFile } from "./message-file";
import { isForMessage, judge } from "./message-file";
import { fitting, imageBudget } from "./prepare";

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
const file = (name: string, content: string | Uint8Array<ArrayBuffer> = "hello", type = ""): File =>
  new File([content], name, { type });

test.each([
  ["photo.png", "image/png", true],
  ["drawing.svg", "image/svg+xml", true],
  ["paper.pdf", "application/pdf", true],
  ["notes.md", "", true],
  ["notes.txt", "text/plain", true],
  ["orders.csv", "text/csv", false],
  ["orders.json", "application/json", false],
  ["orders.parquet", "", false],
  ["sheet.xlsx", "application/vnd.ms-excel", false],
  ["noname", "", false],
])("[ATT-6] %s (%s) that is dropped goes with the message: %s", (name, type, yes) => {
  expect(isForMessage({ name, type })).toBe(yes);
});

test("[ATT-6] dropped files are sorted, and without a message under way all go to the desk", async () => {
  const desk = vi.fn();
  const [csv, note] = [file("a.csv"), file("b.md")];
  giveFiles([csv, note], desk);
  expect(desk).toHaveBeenLastCalledWith([csv, note]);
  const leave = composeIn("session-drop");
  giveFiles([csv, note], desk);
  expect(desk).toHaveBeenLastCalledWith([csv]);
  await vi.waitFor(() => expect(attachedTo("session-drop").files.map((one) => one.file)).toEqual([note]));
  leave();
  giveFiles([note], desk);
  expect(desk).toHaveBeenLastCalledWith([note]);
});

test.each<[string, File, object]>([
  ["a PNG", file("a.bin", PNG), { mediaType: "image/png" }],
  ["a PDF", file("a.pdf", "%PDF-1.7 x"), { mediaType: "application/pdf" }],
  ["text", file("a.py", "print('é')"), { mediaType: "text/plain" }],
  ["an SVG", file("a.svg", "<svg/>", "image/svg+xml"), { problem: "a.svg is no PNG, JPEG, WebP or GIF." }],
  ["nothing", file("a.txt", ""), { problem: "a.txt is empty." }],
  ["binary", file("a.txt", "a\0b"), { problem: expect.stringContaining("neither an image nor a PDF") }],
  ["Latin-1", file("a.txt", Uint8Array.from([99, 97, 233])), { problem: expect.stringContaining("UTF-8") }],
  [
    "too much text",
    file("a.txt", "x".repeat(MAX_ATTACHMENT_BYTES + 1)),
    { problem: expect.stringContaining("a.txt has 164 KB") },
  ],
])("[ATT-4] %s is judged by its content", async (_what, one, verdict) => {
  expect(await judge(one)).toEqual(verdict);
});

const given = (id: number, mediaType: MessageFile["mediaType"], bytes: number): MessageFile => ({
  id,
  mediaType,
  file: file(`f${id}`, "x".repeat(bytes)),
});

test("[ATT-5] images share what other files leave, and what cannot fit is left out", () => {
  const [text, first, second] = [
    given(1, "text/plain", 100_000),
    given(2, "image/png", 900_000),
    given(3, "image/png", 900_000),
  ];
  if (!text || !first || !second) throw new Error("unreachable");
  expect(imageBudget([text, first, second])).toBe(Math.floor((MAX_ATTACHMENT_BYTES - 100_000) / 2));
  expect(imageBudget([first])).toBe(MAX_ATTACHMENT_BYTES);
  expect(fitting([text, first, second])).toEqual([text, first, second]);
  const other = given(4, "text/plain", 100_000);
  expect(fitting([text, other, first])).toEqual([text, first]);
});

const SESSION = "session-attached";
beforeEach(() => {
  takeFiles(SESSION);
  dismissProblems(SESSION);
});

test("[ATT-5] a message takes four files; a fifth is left out by name", async () => {
  await attachFiles(
    SESSION,
    ["a", "b", "c", "d", "e"].map((name) => file(`${name}.md`)),
  );
  const { files, problems } = attachedTo(SESSION);
  expect(files.map((one) => one.file.name)).toEqual(["a.md", "b.md", "c.md", "d.md"]);
  expect(problems).toEqual(["At most 4 files go with a message: e.md was left out."]);
});

test("files are taken once, can be removed before, and come back after a refusal", async () => {
  await attachFiles(SESSION, [file("a.md", "one"), file("b.md", "two")]);
  const [first] = attachedTo(SESSION).files;
  await detachFile(SESSION, first?.id ?? -1);
  const sent = takeFiles(SESSION);
  expect(sent).toMatchObject([{ name: "b.md", mediaType: "text/plain", data: btoa("two") }]);
  expect(takeFiles(SESSION)).toEqual([]);
  putFilesBack(SESSION, sent);
  await vi.waitFor(() => expect(attachedTo(SESSION).status).toBe("ready"));
  expect(takeFiles(SESSION)).toEqual(sent);
});

test("what cannot be read as an image is left out, and the rest goes on", async () => {
  vi.stubGlobal("createImageBitmap", () => Promise.reject(new Error("no image")));
  await attachFiles(SESSION, [file("broken.png", PNG), file("b.md")]);
  expect(attachedTo(SESSION).files.map((one) => one.file.name)).toEqual(["b.md"]);
  expect(attachedTo(SESSION).problems).toEqual([
    "broken.png cannot be read as an image, or made small enough.",
  ]);
  vi.unstubAllGlobals();
});

test("a fault while a file is prepared leaves that file out and nothing else behind", async () => {
  await attachFiles(SESSION, [file("odd.png", PNG)]);
  expect(attachedTo(SESSION)).toMatchObject({
    status: "ready",
    files: [],
    problems: ["odd.png cannot be read."],
  });
});
