import type { LogRow } from "../../../store/port";
import { bug, eventsBug, sharesBug } from "./plant-of";

/** Bugs of a store's adapter. */
export const STORE_PLANTS = [
  eventsBug("the fence is skipped: any epoch may append", (events) => ({
    append: async (request) => {
      const { sessionId } = request.lease;
      const head = await events.head(sessionId);
      return events.append(head ? { ...request, lease: { sessionId, epoch: head.epoch } } : request);
    },
  })),

  eventsBug("the epoch does not rise when a session is taken over", (events) => ({
    acquire: async (sessionId) => {
      const head = await events.head(sessionId);
      return head && head.epoch > 0 ? { sessionId, epoch: head.epoch } : events.acquire(sessionId);
    },
  })),

  eventsBug("a batch is acknowledged before it is committed", (events) => ({
    append: (request) => {
      const { sessionId, epoch } = request.lease;
      return events
        .head(sessionId)
        .then((head) =>
          head?.epoch === epoch && head.seq === request.after && request.rows.length === 1
            ? { ok: true as const }
            : events.append(request),
        );
    },
  })),

  eventsBug("the last row of a long batch is not written", (events) => ({
    append: (request) =>
      events.append({ ...request, rows: request.rows.length > 3 ? request.rows.slice(0, -1) : request.rows }),
  })),

  eventsBug("the private column is not written", (events) => ({
    append: (request) =>
      events.append({ ...request, rows: request.rows.map((row) => ({ ...row, secret: null })) }),
  })),

  eventsBug("an event that is read again has another time", (events) => ({
    read: async (...args) => {
      const page = await events.read(...args);
      const later = (row: LogRow): LogRow => ({ ...row, body: row.body.replace(/"at":(\d+)/, '"at":1$1') });
      return { ...page, rows: page.rows.map(later) };
    },
  })),

  eventsBug("pieces of items that are not done are left out", (events) => ({
    read: async (...args) => {
      const page = await events.read(...args);
      return { ...page, rows: page.rows.filter(({ type }) => type !== "item.delta") };
    },
  })),

  eventsBug("the suffix behind a cursor begins one event late", (events) => ({
    read: async (sessionId, options) => {
      const page = await events.read(sessionId, options);
      return options.after === 0 ? page : { ...page, rows: page.rows.slice(1) };
    },
  })),

  eventsBug("every cursor is taken for a valid one", () => ({ isValidCursor: () => Promise.resolve(true) })),

  sharesBug("whoever has a link is taken for the owner", (shares) => ({
    roleOf: async (question) => ((await shares.roleOf(question)) === null ? null : "owner"),
  })),

  sharesBug("a revoked link still lets in", () => {
    return { revoke: () => Promise.resolve() };
  }),

  bug("a session that was erased can still be read", () => ({
    store: (store) => ({ ...store, sessions: { ...store.sessions, erase: () => Promise.resolve(true) } }),
  })),
];
