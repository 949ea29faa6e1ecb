import { createHash } from "node:crypto";
import { cookieName, cookieOf, setCookie } from "./cookies";
import { newSecret } from "./secrets";

const COOKIE = "longwire";
const MINTED = /^[A-Za-z0-9_-]{43}$/;
const PRINCIPAL_BYTES = 24;

/** The opaque id of whoever holds the identity cookie; null without one. The cookie itself is never kept. */
export function principalOf(cookieHeader: string | undefined, secure: boolean): string | null {
  const value = identityCookie(cookieHeader, secure);
  return value === null ? null : principalId(value);
}

/** The `Set-Cookie` that gives a browser its identity, or lengthens the life of the one it has. */
export function identify(cookieHeader: string | undefined, secure: boolean): string {
  const value = identityCookie(cookieHeader, secure) ?? newSecret();
  return setCookie(cookieName(COOKIE, secure), value, secure);
}

function identityCookie(cookieHeader: string | undefined, secure: boolean): string | null {
  const value = cookieOf(cookieHeader, cookieName(COOKIE, secure));
  return value !== null && MINTED.test(value) ? value : null;
}

function principalId(value: string): string {
  const digest = createHash("sha256").update(`principal\n${value}`).digest();
  return digest.subarray(0, PRINCIPAL_BYTES).toString("base64url");
}
