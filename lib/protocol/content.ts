import * as z from "zod/mini";
import { MAX_ATTACHMENT_NAME_CHARS, MAX_STRING_CHARS, MAX_THUMBNAIL_CHARS } from "./limits";

const count = z.int().check(z.nonnegative());

/** Where a message's text comes from. `url` is http(s), or null where the provider's was none of these. */
export const citationSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("url"), url: z.nullable(z.string()), title: z.string() }),
  z.object({ kind: z.literal("file"), name: z.string() }),
]);
export type Citation = z.infer<typeof citationSchema>;

/**
 * A picture that the provider made. `inline`: PNG, JPEG or WebP as a `data:` URL. `omitted`: larger than
 * viewers are sent, not a picture, or kept elsewhere (it is never fetched); `bytes` is null where unknown.
 */
export const pictureSchema = z.discriminatedUnion("status", [
  z.object({ status: z.literal("inline"), src: z.string(), bytes: count }),
  z.object({
    status: z.literal("omitted"),
    reason: z.enum(["too_large", "unreadable", "remote"]),
    bytes: z.nullable(count),
  }),
]);
export type Picture = z.infer<typeof pictureSchema>;

export const hostedStatusSchema = z.enum(["completed", "incomplete", "failed"]);
export type HostedStatus = z.infer<typeof hostedStatusSchema>;

const status = hostedStatusSchema;
const texts = z.array(z.string());

/** What the provider did by itself while it answered. Lists and texts are bounded by the server. */
export const hostedCallSchema = z.discriminatedUnion("tool", [
  z.object({
    tool: z.literal("web_search"),
    status,
    queries: texts,
    /** The page that was opened or searched, for these two actions. */
    url: z.nullable(z.string()),
    sources: z.array(citationSchema),
  }),
  z.object({ tool: z.literal("file_search"), status, queries: texts, files: texts }),
  z.object({
    tool: z.literal("code_interpreter"),
    status,
    code: z.string(),
    logs: z.string(),
    pictures: z.array(pictureSchema),
  }),
  z.object({
    tool: z.literal("image_generation"),
    status,
    prompt: z.nullable(z.string()),
    picture: z.nullable(pictureSchema),
  }),
  z.object({
    tool: z.literal("mcp_list_tools"),
    status,
    server: z.string(),
    names: texts,
    error: z.nullable(z.string()),
  }),
  z.object({
    tool: z.literal("mcp_call"),
    status,
    server: z.string(),
    name: z.string(),
    arguments: z.string(),
    output: z.nullable(z.string()),
    error: z.nullable(z.string()),
  }),
  /** Earlier items of the context were replaced by a summary that only the provider can read. */
  z.object({ tool: z.literal("compaction"), status }),
]);
export type HostedCall = z.infer<typeof hostedCallSchema>;

/** What a hosted call does now, for whoever watches. */
export const hostedProgressSchema = z.enum(["searching", "interpreting", "generating", "compacting"]);
export type HostedProgress = z.infer<typeof hostedProgressSchema>;

export const attachmentTypeSchema = z.enum([
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/gif",
  "application/pdf",
  "text/plain",
]);
export type AttachmentType = z.infer<typeof attachmentTypeSchema>;

/** A file that goes to the model with a message, as viewers see it: everything but its bytes. */
export const attachmentSchema = z.object({
  name: z.string(),
  mediaType: attachmentTypeSchema,
  bytes: count,
  width: z.nullable(count),
  height: z.nullable(count),
  /** A small `data:` URL of PNG, JPEG or WebP; null for what is no image. */
  thumbnail: z.nullable(z.string()),
});
export type Attachment = z.infer<typeof attachmentSchema>;

const side = z.nullable(z.int().check(z.minimum(1), z.maximum(100_000)));

/** The same as a page sends it. `data` is base64 without line breaks. */
export const sentAttachmentSchema = z.strictObject({
  name: z.string().check(z.minLength(1), z.maxLength(MAX_ATTACHMENT_NAME_CHARS)),
  mediaType: attachmentTypeSchema,
  data: z.string().check(z.minLength(1), z.maxLength(MAX_STRING_CHARS)),
  width: side,
  height: side,
  thumbnail: z.nullable(z.string().check(z.maxLength(MAX_THUMBNAIL_CHARS))),
});
export type SentAttachment = z.infer<typeof sentAttachmentSchema>;
