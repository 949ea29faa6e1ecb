/** Close codes of the browser wire. Each fault has one; `docs/protocol.md` says what the page does then. */
export const CLOSE = {
  badFrame: 4400,
  unauthenticated: 4401,
  gone: 4404,
  slow: 4408,
  tooLarge: 4413,
  oldClient: 4426,
  restarting: 1012,
} as const;
