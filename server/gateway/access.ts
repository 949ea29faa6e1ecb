import type { CommandType } from "../../lib/protocol/command";
import type { Role } from "../../lib/protocol/role";

export type Action = "read" | CommandType;

/** What a role may do. Anything not named here is denied. */
const ALLOWED: Record<Role, (action: Action) => boolean> = {
  owner: () => true,
  viewer: (action) => action === "read",
};

export const isAllowed = (role: Role | null, action: Action): boolean =>
  role ? ALLOWED[role](action) : false;
