const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Whether the text is base64 in its plain form: whole groups of four, no line breaks. */
export const isBase64 = (text: string): boolean => text.length % 4 === 0 && BASE64.test(text);

/** How many bytes base64 text stands for. */
export function base64Bytes(text: string): number {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  return Math.max(0, Math.floor(text.length / 4) * 3 - padding);
}

/** The first bytes of base64 text that `isBase64` holds for. */
export function base64Head(text: string, bytes: number): Uint8Array {
  const binary = atob(text.slice(0, Math.ceil(bytes / 3) * 4));
  return Uint8Array.from(binary.slice(0, bytes), (char) => char.charCodeAt(0));
}

/** The whole of it; null where it is not base64. */
export function base64Decoded(text: string): Uint8Array<ArrayBuffer> | null {
  if (!isBase64(text)) return null;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
