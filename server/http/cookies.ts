/** The value of the first cookie called `name` in a `Cookie` header. */
export function cookieOf(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

const ONE_YEAR_SECONDS = 31_536_000;

/** A `Set-Cookie` value that scripts cannot read and other sites cannot send along. */
export function setCookie(name: string, value: string, secure: boolean): string {
  const flags = `Path=/; Max-Age=${ONE_YEAR_SECONDS}; HttpOnly; SameSite=Lax`;
  return `${name}=${value}; ${flags}${secure ? "; Secure" : ""}`;
}

/** Over https the prefix keeps a sub-domain from planting the cookie. */
export const cookieName = (name: string, secure: boolean): string => (secure ? `__Host-${name}` : name);
