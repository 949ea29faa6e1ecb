import { expect, test } from "vitest";
import type { SentAttachment } from "../../lib/protocol/content";
import { MAX_ATTACHMENT_BYTES } from "../../lib/protocol/limits";
import { redactForGuest } from "../../lib/protocol/visibility";
import { png, pngOf, textFile } from "./testing/files";
import { Play } from "./testing/play";

const send = (play: Play, text: string, attachments: SentAttachment[]) =>
  play.command({ type: "send_message", text, executorId: null, attachments });

/** What the model would be given in full for the latest request. */
const lastInput = (play: Play) => play.request().fullInput().at(-1);

test("[ATT-1] a message reaches the model with its files, and viewers get everything but their bytes", () => {
  const play = new Play();
  expect(send(play, "What is this?", [png(64), textFile("hello")])).toBeNull();
  expect(lastInput(play)).toEqual({
    type: "message",
    role: "user",
    content: [
      { type: "input_image", image_url: `data:image/png;base64,${pngOf(64)}`, detail: "auto" },
      { type: "input_file", filename: "notes.md", file_data: "data:text/plain;base64,aGVsbG8=" },
      { type: "input_text", text: "What is this?" },
    ],
  });
  const [started] = play.events("turn.started");
  expect(started?.attachments).toEqual([
    {
      name: "map.png",
      mediaType: "image/png",
      bytes: 64,
      width: 640,
      height: 480,
      thumbnail: png().thumbnail,
    },
    { name: "notes.md", mediaType: "text/plain", bytes: 5, width: null, height: null, thumbnail: null },
  ]);
  expect(JSON.stringify(started)).not.toContain(pngOf(64));
  expect(started && redactForGuest(started)).toMatchObject({ attachments: [{ name: "map.png" }, {}] });
});

test("[ATT-1] a message may be nothing but a file, and then names the session", () => {
  const play = new Play();
  expect(send(play, "", [png()])).toBeNull();
  expect(lastInput(play)?.content).toHaveLength(1);
  expect(send(play, "", [])).toMatchObject({ code: "invalid_command" });
});

test("[ATT-2] files of a message that waits go with it when its turn comes, also after a restart", () => {
  const play = new Play();
  play.say("first");
  play.starts();
  send(play, "second", [png()]);
  expect(play.state.session.queue[0]).toMatchObject({ text: "second", attachments: [{ name: "map.png" }] });
  play.restarts();
  play.starts();
  play.done();
  expect(lastInput(play)?.content).toMatchObject([{ type: "input_image" }, { text: "second" }]);
  expect(play.events("turn.started").at(-1)?.attachments).toMatchObject([{ name: "map.png" }]);
  expect(play.state.context.waiting.size).toBe(0);
});

test("[ATT-2] files of a message that was taken back are forgotten", () => {
  const play = new Play();
  play.say("first");
  send(play, "second", [png()]);
  const queueId = play.state.session.queue[0]?.queueId ?? "";
  expect(play.state.context.waiting.size).toBe(1);
  play.command({ type: "remove_queued", queueId });
  expect(play.state.context.waiting.size).toBe(0);
});

test("[ATT-3] a message with files cannot steer: it waits for the turn's end", () => {
  const play = new Play();
  play.say("first");
  play.starts();
  send(play, "second", [png()]);
  const queueId = play.state.session.queue[0]?.queueId ?? "";
  expect(play.command({ type: "send_queued_now", queueId })).toMatchObject({ code: "not_steerable" });
  expect(play.state.session.queue).toHaveLength(1);
  play.command({ type: "cancel_turn" });
  expect(play.command({ type: "send_queued_now", queueId })).toBeNull();
  expect(lastInput(play)?.content).toMatchObject([{ type: "input_image" }, { text: "second" }]);
});

test.each<[string, SentAttachment[], string]>([
  ["more than fits", [png(MAX_ATTACHMENT_BYTES), png(16)], "attachments_too_large"],
  ["no base64", [png(64, { data: "%%%%" })], "invalid_attachment"],
  ["another type than it says", [png(64, { mediaType: "image/jpeg" })], "invalid_attachment"],
  ["SVG that says PNG", [png(64, { data: btoa("<svg onload=alert(1)>xx") })], "invalid_attachment"],
  ["binary as text", [textFile("a\0b")], "invalid_attachment"],
  ["Latin-1 as text", [{ ...textFile(""), data: btoa("caf\xe9!") }], "invalid_attachment"],
  [
    "a preview that is no picture",
    [png(64, { thumbnail: "data:text/html;base64,PGI+" })],
    "invalid_attachment",
  ],
  [
    "a preview that is another picture",
    [png(64, { thumbnail: `data:image/png;base64,${btoa("<svg/>")}` })],
    "invalid_attachment",
  ],
  ["a preview from elsewhere", [png(64, { thumbnail: "https://example.org/a.png" })], "invalid_attachment"],
])("[ATT-4] %s is refused, and nothing is logged", (_what, attachments, code) => {
  const play = new Play();
  expect(send(play, "look", attachments)).toMatchObject({ code });
  expect(play.log).toHaveLength(0);
});
