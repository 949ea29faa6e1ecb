/** Bytes of one client frame. */
export const MAX_FRAME_BYTES = 262_144;
/** Characters of one message. */
export const MAX_MESSAGE_CHARS = 100_000;
export const MAX_TITLE_CHARS = 200;
export const MAX_TOOLS = 64;
/** Nesting, keys and string length of any client frame. */
export const MAX_DEPTH = 32;
export const MAX_KEYS = 8_000;
export const MAX_STRING_CHARS = 131_072;
export const MAX_QUEUED_MESSAGES = 32;
/** Characters of text that a tool may give the model. */
export const MAX_OUTPUT_CHARS = 32_768;
export const MAX_ARTIFACT_ROWS = 500;
export const MAX_ARTIFACT_BYTES = 65_536;
