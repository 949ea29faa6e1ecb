function isUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** The text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252, as spreadsheets write it. */
export function decodeText(bytes: Uint8Array): string {
  const wide = isUtf16(bytes);
  if (wide !== undefined) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The same bytes when they are UTF-8 already, without copying the text of a large file. */
export function asUtf8(bytes: Uint8Array): Uint8Array {
  if (isUtf16(bytes) === undefined) {
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      const step = 1 << 22;
      for (let at = 0; at < bytes.length; at += step)
        decoder.decode(bytes.subarray(at, at + step), { stream: true });
      decoder.decode();
      return bytes;
    } catch {
      return new TextEncoder().encode(decodeText(bytes));
    }
  }
  return new TextEncoder().encode(decodeText(bytes));
}
