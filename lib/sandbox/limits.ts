/** Milliseconds that code may run. */
export const RUN_LIMIT_MS = 10_000;
/** Milliseconds that the frame has to load. */
export const OPEN_LIMIT_MS = 10_000;
/** Characters of a returned value as JSON: with the lines it still fits a tool's output. */
export const MAX_VALUE_CHARS = 24_000;
/** Lines that code may print; what it prints beyond them is counted. */
export const MAX_LINES = 100;
export const MAX_LINE_CHARS = 500;
/** Characters of an error's message. */
export const MAX_PROBLEM_CHARS = 2_000;
/** What one run may send to the page: its lines and its end, each as JSON inside JSON. */
export const MAX_MESSAGES = MAX_LINES + 1;
export const MAX_MESSAGE_CHARS = 2 * MAX_VALUE_CHARS + 1_000;
