/** Bytes of one client frame. */
export const MAX_FRAME_BYTES = 262_144;
/** Characters of one message. */
export const MAX_MESSAGE_CHARS = 100_000;
export const MAX_TITLE_CHARS = 200;
export const MAX_TOOLS = 64;
/** Nesting, keys and string length of any client frame; the longest string is an attachment in base64. */
export const MAX_DEPTH = 32;
export const MAX_KEYS = 8_000;
export const MAX_STRING_CHARS = 218_456;
export const MAX_ATTACHMENTS = 4;
/** All attachments of one message together: with their thumbnails and some text they still fit one frame. */
export const MAX_ATTACHMENT_BYTES = 163_840;
export const MAX_THUMBNAIL_CHARS = 8_192;
export const MAX_ATTACHMENT_NAME_CHARS = 200;
export const MAX_QUEUED_MESSAGES = 32;
/** Steers of one turn that have not reached the model yet. */
export const MAX_PENDING_STEERS = 8;
/** Characters of text that a tool may give the model. */
export const MAX_OUTPUT_CHARS = 32_768;
/** Characters of an output that stand in an event; a longer one is kept apart, and the event has its beginning. */
export const MAX_INLINE_OUTPUT_CHARS = 8_192;
export const OUTPUT_HEAD_CHARS = 2_048;
export const MAX_ARTIFACT_ROWS = 500;
export const MAX_ARTIFACT_BYTES = 65_536;
/** Questions that one tool call may ask the person, and the size of each, in characters of JSON. */
export const MAX_QUESTIONS = 16;
/** Why a call was denied, for the model. */
export const MAX_REASON_CHARS = 500;
/** What a message tells of the workspace, in characters of JSON. */
export const MAX_WORKSPACE_CHARS = 4_000;
/** Arguments of a call as the person has changed them, in characters of JSON. */
export const MAX_EDITED_CHARS = 32_768;
export const MAX_QUESTION_CHARS = 32_768;
export const MAX_QUESTION_FIELDS = 20;
export const MAX_QUESTION_OPTIONS = 100;
export const MAX_QUESTION_ROWS = 100;
/** All values of one answer together, in characters of JSON. */
export const MAX_ANSWER_CHARS = 16_384;
