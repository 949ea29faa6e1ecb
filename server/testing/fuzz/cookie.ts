import { randomBytes } from "node:crypto";

/** The identity of a browser that nobody has seen yet. */
export const newCookie = (): string => `longwire=${randomBytes(32).toString("base64url")}`;
