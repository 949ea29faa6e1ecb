import { mintCookie, type TestPage } from "../page";

const PAGES_OF_A_GUEST = 50;

/** Cookies of guests who may read the page's session, each for at most 50 sockets. */
export async function guestsOf(origin: string, page: TestPage, viewers: number): Promise<string[]> {
  const sessions = `${origin}/api/sessions/${page.sessionId}/shares`;
  const { shareId, secret } = (await post(sessions, page.cookie, {})) as { shareId: string; secret: string };
  const guests: string[] = [];
  while (guests.length * PAGES_OF_A_GUEST < viewers) {
    const cookie = await mintCookie(origin);
    await post(`${origin}/api/shares/${shareId}/open`, cookie, { secret });
    guests.push(cookie);
  }
  return guests;
}

/** Appends an event to a session without a page of it. */
export const touch = (origin: string, { cookie, sessionId }: { cookie: string; sessionId: string }) =>
  post(`${origin}/api/sessions/${sessionId}/shares`, cookie, {});

async function post(url: string, cookie: string, body: unknown): Promise<unknown> {
  const { origin } = new URL(url);
  const headers = { origin, cookie, "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
