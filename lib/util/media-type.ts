export type SniffedType = "image/png" | "image/jpeg" | "image/webp" | "image/gif" | "application/pdf";

/** How many bytes `sniffType` looks at. */
export const SNIFF_BYTES = 16;

/** What a file is by its first bytes, whatever its name says; null for anything else. */
export function sniffType(head: Uint8Array): SniffedType | null {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("RIFF") && text.slice(8, 12) === "WEBP") return "image/webp";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
  return text.startsWith("%PDF-") ? "application/pdf" : null;
}
