const keyOf = (sessionId: string): string => `longwire-draft-${sessionId}`;

/** Unsent text per session, kept in this browser until it is sent. */
export function draft(sessionId: string): string {
  try {
    return localStorage.getItem(keyOf(sessionId)) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(sessionId: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(keyOf(sessionId));
    else localStorage.setItem(keyOf(sessionId), text);
  } catch {
    // Storage is refused: the draft lives as long as the page.
  }
}
