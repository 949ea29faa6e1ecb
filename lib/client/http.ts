import type { ErrorBody } from "../protocol/error";
import type { SessionId, ShareId } from "../protocol/ids";
import { isRecord } from "../util/json";
import type { CreatedShare } from "./state";

const TIMEOUT_MS = 15_000;
const UNREACHABLE: ErrorBody = { code: "unreachable", message: "The server did not answer. Try again." };

type Answer = { ok: true; body: Record<string, unknown> } | { ok: false; error: ErrorBody };

/** A same-origin JSON request. Never rejects. */
async function post(path: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const parsed: unknown = await response.json();
    const fields = isRecord(parsed) ? parsed : {};
    return response.ok ? { ok: true, body: fields } : { ok: false, error: errorOf(fields) };
  } catch {
    return { ok: false, error: UNREACHABLE };
  }
}

/** All of an output that its event has the beginning of. */
export async function readOutput(
  sessionId: SessionId,
  hash: string,
): Promise<{ text: string } | { error: ErrorBody }> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`/api/sessions/${sessionId}/blobs/${hash}`, { signal });
    if (response.ok) return { text: await response.text() };
    const parsed: unknown = await response.json();
    return { error: errorOf(isRecord(parsed) ? parsed : {}) };
  } catch {
    return { error: UNREACHABLE };
  }
}

function errorOf(body: Record<string, unknown>): ErrorBody {
  const error = isRecord(body.error) ? body.error : body;
  const { code, message } = error;
  return typeof code === "string" && typeof message === "string" ? { code, message } : UNREACHABLE;
}

/** Puts the cookie in place. */
export async function identify(): Promise<"ready" | "locked" | "unreachable"> {
  const answer = await post("/api/identity", {});
  if (!answer.ok) return "unreachable";
  return answer.body.locked === true ? "locked" : "ready";
}

export async function unlock(token: string): Promise<{ error: ErrorBody } | null> {
  const answer = await post("/api/unlock", { token });
  return answer.ok ? null : { error: answer.error };
}

export async function createShare(sessionId: SessionId): Promise<CreatedShare | { error: ErrorBody }> {
  const answer = await post(`/api/sessions/${sessionId}/shares`, {});
  if (!answer.ok) return { error: answer.error };
  const { shareId, secret, expiresAt } = answer.body;
  const url = `${location.origin}/share/${String(shareId)}#${String(secret)}`;
  return { shareId: String(shareId), url, expiresAt: Number(expiresAt) };
}

export async function revokeShare(
  sessionId: SessionId,
  shareId: ShareId,
): Promise<{ error: ErrorBody } | null> {
  const answer = await post(`/api/sessions/${sessionId}/shares/${shareId}/revoke`, {});
  return answer.ok ? null : { error: answer.error };
}

export async function deleteSession(sessionId: SessionId): Promise<{ error: ErrorBody } | null> {
  const answer = await post(`/api/sessions/${sessionId}/delete`, {});
  return answer.ok ? null : { error: answer.error };
}

export async function restoreSession(sessionId: SessionId): Promise<{ error: ErrorBody } | null> {
  const answer = await post(`/api/sessions/${sessionId}/restore`, {});
  return answer.ok ? null : { error: answer.error };
}

export async function openShare(
  shareId: ShareId,
  secret: string,
): Promise<{ sessionId: SessionId } | { error: ErrorBody }> {
  const answer = await post(`/api/shares/${shareId}/open`, { secret });
  return answer.ok ? { sessionId: String(answer.body.sessionId) } : { error: answer.error };
}
