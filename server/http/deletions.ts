import { notFound, reply, type Reply } from "./reply";
import { isOwner, type OwnerRequest, type ShareDeps } from "./shares";

type DeletionDeps = Pick<ShareDeps, "store" | "commands">;

/** Deletes a session after a grace in which it can be restored. Asked twice, the first time counts. */
export async function deleteSession(deps: DeletionDeps, request: OwnerRequest): Promise<Reply> {
  const isOwn = await isOwner(deps, request);
  const deletesAt = isOwn ? await deps.commands.deleteSession(request.sessionId) : null;
  return deletesAt === null ? notFound() : reply({ deletesAt });
}

/** Takes a deletion back while there is still something to keep. */
export async function restoreSession(deps: DeletionDeps, request: OwnerRequest): Promise<Reply> {
  const restored = (await isOwner(deps, request)) && (await deps.commands.restoreSession(request.sessionId));
  return restored ? reply({ restored: true }) : notFound();
}
