/** Cuts `text` into pieces of about `size` UTF-16 units, never inside a character. */
export function* textPieces(text: string, size: number): Generator<string> {
  let from = 0;
  while (from < text.length) {
    let to = Math.min(from + size, text.length);
    const code = text.charCodeAt(to);
    if (code >= 0xdc00 && code <= 0xdfff) to += 1;
    yield text.slice(from, to);
    from = to;
  }
}
