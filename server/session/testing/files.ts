import type { SentAttachment } from "../../../lib/protocol/content";

const PNG_HEAD = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Base64 that begins as a PNG does and has so many bytes. */
export const pngOf = (bytes: number): string =>
  Buffer.from([...PNG_HEAD, ...new Uint8Array(bytes - PNG_HEAD.length)]).toString("base64");

export const png = (bytes = 64, part: Partial<SentAttachment> = {}): SentAttachment => ({
  name: "map.png",
  mediaType: "image/png",
  data: pngOf(bytes),
  width: 640,
  height: 480,
  thumbnail: `data:image/png;base64,${pngOf(32)}`,
  ...part,
});

export const textFile = (text: string, name = "notes.md"): SentAttachment => ({
  name,
  mediaType: "text/plain",
  data: Buffer.from(text).toString("base64"),
  width: null,
  height: null,
  thumbnail: null,
});
