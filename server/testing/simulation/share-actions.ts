import type { Perform } from "./actions";
import type { Cast } from "./cast";
import type { ServerNode } from "./node";

/** What HTTP does, done by the ports: it answers nobody here, and may fail with the store. */
async function share(cast: Cast, { store, clock, directory }: ServerNode, sessionId: string): Promise<void> {
  if (!(await store.sessions.get(sessionId))) return;
  const shareId = cast.world.mintId("share");
  const now = clock.now();
  const link = { shareId, sessionId, role: "viewer", expiresAt: now + 86_400_000_000 } as const;
  await store.shares.create({ ...link, secretHash: "", createdAt: now });
  await directory.record(sessionId, { type: "record_share", ...link });
  await store.shares.grant({ shareId, principal: cast.reader.principal, at: now });
  cast.world.grants.renew(sessionId);
  if (cast.of("guest").length === 0) cast.open("guest");
  else for (const page of cast.of("guest")) page.page.subscriptions.subscribe(sessionId);
}

async function revoke(
  cast: Cast,
  { store, clock, bus, directory }: ServerNode,
  sessionId: string,
): Promise<void> {
  const shares = await store.shares.list(sessionId);
  for (const { shareId } of shares) await store.shares.revoke(shareId, clock.now());
  if (shares.length === 0) return;
  if (!(await isStillReader(cast, sessionId))) cast.world.grants.end(sessionId, cast.world.isFair);
  bus.accessChanged(sessionId);
  for (const { shareId } of shares) await directory.record(sessionId, { type: "record_revoke", shareId });
}

/** By a link that was made while the others were revoked. */
async function isStillReader({ world, reader }: Cast, sessionId: string): Promise<boolean> {
  const at = world.timeline.now();
  return (await world.store.shares.roleOf({ principal: reader.principal, sessionId, at })) !== null;
}

const onNode =
  (act: (cast: Cast, node: ServerNode, sessionId: string) => Promise<unknown>): Perform =>
  (cast, { a, b }) => {
    const node = cast.world.nodes[Math.floor(a * cast.world.nodes.length)];
    if (node?.life.isAwake) void act(cast, node, cast.session(b)).catch(() => undefined);
  };

/** The first session is never deleted: something is left to look at. */
const deleteSession = onNode(async (cast, { deletions }) => {
  const last = cast.sessions.at(-1);
  if (cast.sessions.length > 1 && last !== undefined) await deletions.schedule(last);
});

const restoreSession = onNode(async (cast, { deletions }) => deletions.restore(cast.sessions.at(-1) ?? ""));

export const SHARE_ACTIONS = {
  share: { weight: 5, perform: onNode(share) },
  revoke: { weight: 3, perform: onNode(revoke) },
  delete_session: { weight: 1, perform: deleteSession },
  restore_session: { weight: 1, perform: restoreSession },
} as const;
