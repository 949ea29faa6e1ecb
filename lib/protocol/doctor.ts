import * as z from "zod/mini";

/** Times of day are milliseconds since 1970, durations milliseconds, sizes bytes. Nothing here is a credential. */

const socketsSchema = z.object({
  /** Sockets of sessions. */
  live: z.number(),
  /** Open sockets that wait for a session. */
  pooled: z.number(),
});

const errorSchema = z.object({
  at: z.number(),
  code: z.string(),
  /** The provider's own code. */
  providerCode: z.nullable(z.string()),
  /** Null where the provider's words may quote what somebody asked. */
  message: z.nullable(z.string()),
});

const capabilitySchema = z.object({
  name: z.string(),
  value: z.union([z.boolean(), z.number(), z.string()]),
  /** `preset`: by the host; `set`: by a setting; `probed` and `learned`: by the provider's own answers. */
  source: z.enum(["preset", "set", "probed", "learned"]),
});

const providerSchema = z.object({
  host: z.string(),
  /** The first model that is asked for there; null: none is offered. */
  model: z.nullable(z.string()),
  transport: z.object({
    transport: z.enum(["websocket", "http"]),
    since: z.number(),
    why: z.nullable(z.string()),
    retryAt: z.nullable(z.number()),
  }),
  capabilities: z.array(capabilitySchema),
  /** Models that the provider said cannot be steered. */
  steerRefusedBy: z.array(z.string()),
  lastHandshake: z.nullable(
    z.object({
      at: z.number(),
      ms: z.number(),
      /** 101 for an open socket; null when no HTTP answer came. */
      status: z.nullable(z.number()),
    }),
  ),
  lastError: z.nullable(errorSchema),
  lastProbe: z.nullable(
    z.object({
      at: z.number(),
      ms: z.number(),
      /** `unanswered`: a socket opened, and its questions got no answer. `refused`: none opened. */
      outcome: z.enum(["answered", "unanswered", "refused"]),
    }),
  ),
  sockets: socketsSchema,
});

/** What a server says of itself: `GET /api/doctor`, and `POST /api/doctor/probe` after it has probed. */
export const doctorReportSchema = z.object({
  at: z.number(),
  server: z.object({
    version: z.string(),
    build: z.string(),
    node: z.string(),
    uptimeMs: z.number(),
    mode: z.enum(["production", "development"]),
    /** Whether it breaks connections on purpose. */
    faults: z.boolean(),
  }),
  store: z.object({
    /** `refusing`: the last write failed and the next is tried as usual. `ended`: no write is tried any more. */
    state: z.enum(["writable", "refusing", "ended"]),
    cause: z.nullable(z.string()),
    durability: z.enum(["normal", "full"]),
    /** Median of the latest disk syncs; null before the first. */
    syncMs: z.nullable(z.number()),
    freeBytes: z.nullable(z.number()),
  }),
  sessions: z.object({ hosted: z.number(), viewers: z.number() }),
  providers: z.array(providerSchema),
  embedded: z.object({
    models: z.array(z.string()),
    sockets: socketsSchema,
    lastError: z.nullable(errorSchema),
  }),
  /** The server behind models that are neither a provider's nor embedded. */
  backend: z.nullable(
    z.object({
      host: z.string(),
      /** Null until the first answer, where the address does not say. */
      protocol: z.nullable(z.enum(["responses", "chat_completions"])),
    }),
  ),
  /** Whether `/v1/*` serves the embedded models to other clients. */
  gateway: z.boolean(),
});

export type DoctorReport = z.infer<typeof doctorReportSchema>;
export type ProviderState = z.infer<typeof providerSchema>;
