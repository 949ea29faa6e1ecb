import { createHmac } from "node:crypto";
import { cookieName, cookieOf, setCookie } from "./cookies";
import { sameSecret } from "./secrets";

const COOKIE = "longwire-unlock";

/** Whether a browser has shown the access token. With no token set, everybody has. */
export interface Lock {
  isOpenFor(cookieHeader: string | undefined): boolean;
  /** The `Set-Cookie` that keeps the lock open for this browser, or null for a wrong token. */
  unlock(token: string): string | null;
}

/** The cookie is derived from the token and the install's secret: changing either locks everybody out. */
export function createLock(options: {
  accessToken: string | null;
  installSecret: string;
  secure: boolean;
}): Lock {
  const { accessToken, installSecret, secure } = options;
  if (accessToken === null) return { isOpenFor: () => true, unlock: () => null };
  const name = cookieName(COOKIE, secure);
  const proof = createHmac("sha256", installSecret).update(`unlock\n${accessToken}`).digest("base64url");
  return {
    isOpenFor: (cookieHeader) => sameSecret(cookieOf(cookieHeader, name) ?? "", proof),
    unlock: (token) => (sameSecret(token, accessToken) ? setCookie(name, proof, secure) : null),
  };
}
