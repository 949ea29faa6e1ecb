import * as z from "zod/mini";

/** What somebody may do with a session. `viewer` reads a shared link; it never causes an event. */
export const roleSchema = z.enum(["owner", "viewer"]);
export type Role = z.infer<typeof roleSchema>;

/** Which form of an event a role is shown. */
export type Visibility = "owner" | "guest";
export const visibilityOf = (role: Role): Visibility => (role === "owner" ? "owner" : "guest");
