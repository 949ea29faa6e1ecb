import * as z from "zod/mini";
import { sessionIdSchema, shareIdSchema } from "../../lib/protocol/ids";
import type { Bus } from "../bus/port";
import type { ShareRow, Store } from "../store/port";
import type { Attempts } from "../../lib/util/attempts";
import type { SessionCommands } from "./ports";
import { badRequest, notFound, reply, tooManyAttempts, type Reply } from "./reply";
import { newId, newSecret, sameSecret, sha256Hex } from "./secrets";

const LINK_LIFE_MS = 30 * 24 * 3_600_000;
const MAX_LIVE_LINKS = 100;
const NO_HASH = sha256Hex("no such link");

const openSchema = z.object({ secret: z.string().check(z.minLength(1), z.maxLength(200)) });

export type ShareDeps = {
  store: Pick<Store, "sessions" | "shares">;
  bus: Pick<Bus, "accessChanged">;
  commands: SessionCommands;
  /** Counts wrong openings by address. */
  attempts: Attempts;
  now: () => number;
};

export type OwnerRequest = { principal: string; sessionId: string };

/** Makes a read link. Its secret is in this answer only; the store keeps the hash. */
export async function createShare(deps: ShareDeps, request: OwnerRequest): Promise<Reply> {
  if (!(await isOwner(deps, request))) return notFound();
  const { sessionId } = request;
  const now = deps.now();
  const live = (await deps.store.shares.list(sessionId)).filter((share) => isLive(share, now));
  if (live.length >= MAX_LIVE_LINKS) return badRequest("This session has too many links: revoke some first.");
  const secret = newSecret();
  const share = { shareId: newId(), sessionId, role: "viewer", expiresAt: now + LINK_LIFE_MS } as const;
  await deps.store.shares.create({ ...share, secretHash: sha256Hex(secret), createdAt: now });
  await deps.commands.shareCreated(share);
  return reply({ shareId: share.shareId, secret, expiresAt: share.expiresAt });
}

export async function listShares(deps: ShareDeps, request: OwnerRequest): Promise<Reply> {
  if (!(await isOwner(deps, request))) return notFound();
  const shares = await deps.store.shares.list(request.sessionId);
  return reply({
    shares: shares.map(({ shareId, role, createdAt, expiresAt, revokedAt, lastUsedAt }) => ({
      shareId,
      role,
      createdAt,
      expiresAt,
      revokedAt,
      lastUsedAt,
    })),
  });
}

/** Ends a link and every grant that came from it. Revoking twice is no fault. */
export async function revokeShare(
  deps: ShareDeps,
  request: OwnerRequest & { shareId: string },
): Promise<Reply> {
  const { sessionId, shareId } = request;
  if (!(await isOwner(deps, request))) return notFound();
  const share = await findShare(deps, shareId);
  if (share === null || share.sessionId !== sessionId) return notFound();
  if (share.revokedAt === null) {
    await deps.store.shares.revoke(shareId, deps.now());
    deps.bus.accessChanged(sessionId);
    await deps.commands.shareRevoked({ sessionId, shareId });
  }
  return reply({ revoked: true });
}

/** Exchanges a link's secret for a grant of this principal. Every refusal looks the same. */
export async function openShare(
  deps: ShareDeps,
  request: { principal: string; address: string; shareId: string; body: unknown },
): Promise<Reply> {
  const parsed = openSchema.safeParse(request.body);
  if (!parsed.success) return badRequest('Send the link\'s secret as {"secret":"…"}.');
  const waitMs = deps.attempts.take(request.address);
  if (waitMs > 0) return tooManyAttempts(waitMs);
  const share = await findShare(deps, request.shareId);
  const matches = sameSecret(sha256Hex(parsed.data.secret), share?.secretHash ?? NO_HASH);
  const at = deps.now();
  if (share === null || !matches || !isLive(share, at)) return notFound();
  deps.attempts.giveBack(request.address);
  await deps.store.shares.grant({ shareId: share.shareId, principal: request.principal, at });
  return reply({ sessionId: share.sessionId });
}

const isLive = (share: ShareRow, now: number): boolean => share.revokedAt === null && share.expiresAt > now;

export async function isOwner(
  { store }: Pick<ShareDeps, "store">,
  { principal, sessionId }: OwnerRequest,
): Promise<boolean> {
  if (!sessionIdSchema.safeParse(sessionId).success) return false;
  return (await store.sessions.get(sessionId))?.principal === principal;
}

async function findShare({ store }: ShareDeps, shareId: string): Promise<ShareRow | null> {
  return shareIdSchema.safeParse(shareId).success ? store.shares.get(shareId) : null;
}
