import type { CallId, ItemId, QuestionId, QueueId, ResponseId, SteerId, TurnId } from "../protocol/ids";

/** Ids derive from the `seq` of the event that starts the thing. */
export const turnIdAt = (seq: number): TurnId => `t${seq}`;
export const responseIdAt = (seq: number): ResponseId => `r${seq}`;
export const itemIdAt = (seq: number): ItemId => `i${seq}`;
export const callIdAt = (seq: number): CallId => `c${seq}`;
export const steerIdAt = (seq: number): SteerId => `s${seq}`;
export const questionIdAt = (seq: number): QuestionId => `a${seq}`;
export const queueIdAt = (seq: number): QueueId => `q${seq}`;
