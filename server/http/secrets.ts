import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;
const ID_BYTES = 16;

/** 256 random bits, base64url, 43 characters. */
export const newSecret = (): string => randomBytes(SECRET_BYTES).toString("base64url");
/** 128 random bits, base64url, 22 characters. */
export const newId = (): string => randomBytes(ID_BYTES).toString("base64url");

export const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Compares in a time that tells nothing about either value, their lengths included. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
