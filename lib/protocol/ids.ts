import * as z from "zod/mini";

const opaque = z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/));

/** Minted by the page, 128 random bits or more: a repeated first message makes one session. */
export const sessionIdSchema = opaque;
/** Minted by the page for each submission; the key by which the server refuses doubles. */
export const commandIdSchema = opaque;
export const executorIdSchema = opaque;
export const deskIdSchema = opaque;
/** Minted in memory for a page's life, never stored: a duplicated tab never shares it. */
export const claimIdSchema = opaque;
export const shareIdSchema = opaque;

const derived = (prefix: string) => z.string().check(z.regex(new RegExp(`^${prefix}[0-9]{1,15}$`)));

/** Derived from the `seq` of the event that starts the thing, so that no randomness is in the log. */
export const turnIdSchema = derived("t");
export const responseIdSchema = derived("r");
export const itemIdSchema = derived("i");
export const callIdSchema = derived("c");
export const queueIdSchema = derived("q");
export const steerIdSchema = derived("s");
export const questionIdSchema = derived("a");

export type SessionId = string;
export type CommandId = string;
export type ExecutorId = string;
export type DeskId = string;
export type ClaimId = string;
export type ShareId = string;
export type TurnId = string;
export type ResponseId = string;
export type ItemId = string;
export type CallId = string;
export type QueueId = string;
export type SteerId = string;
export type QuestionId = string;
