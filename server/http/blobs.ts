import { sessionIdSchema } from "../../lib/protocol/ids";
import { blobSchema } from "../../lib/protocol/tool";
import type { Store } from "../store/port";
import { notFound, type Reply } from "./reply";

export type BlobDeps = { store: Pick<Store, "blobs" | "shares">; now: () => number };

export type BlobRequest = {
  principal: string;
  sessionId: string;
  hash: string;
  /** `If-None-Match`. */
  known: string | undefined;
};

/** An output that was too large for its event. Whoever may read the session's events now may read it whole. */
export async function readBlob(deps: BlobDeps, request: BlobRequest): Promise<Reply> {
  const bytes = (await mayRead(deps, request)) ? await findBlob(deps, request) : null;
  if (bytes === null) return notFound();
  const tag = `"${request.hash}"`;
  const headers = headersOf(request.hash, tag);
  if (isKnown(request.known, tag)) return { status: 304, body: new Uint8Array(), headers };
  return { status: 200, body: bytes, headers };
}

async function mayRead({ store, now }: BlobDeps, { principal, sessionId }: BlobRequest): Promise<boolean> {
  if (!sessionIdSchema.safeParse(sessionId).success) return false;
  return (await store.shares.roleOf({ principal, sessionId, at: now() })) !== null;
}

async function findBlob({ store }: BlobDeps, { sessionId, hash }: BlobRequest): Promise<Uint8Array | null> {
  return blobSchema.shape.hash.safeParse(hash).success ? store.blobs.get(sessionId, hash) : null;
}

/**
 * The bytes of a hash never change, who may read them does: each use asks again. A tool wrote them: nothing may
 * take them for a page.
 */
const headersOf = (hash: string, tag: string): Record<string, string> => ({
  "Content-Type": "text/plain; charset=utf-8",
  "Content-Disposition": `attachment; filename="output-${hash.slice(0, 12)}.txt"`,
  "Cache-Control": "private, no-cache",
  ETag: tag,
});

/** A proxy that compresses makes the tag a weak one. */
const isKnown = (header: string | undefined, tag: string): boolean =>
  (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
