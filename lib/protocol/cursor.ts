/** A place in a session's log. `epoch` names the owner whose history it belongs to. */
export type Cursor = { epoch: number; seq: number };

export const ORIGIN: Cursor = { epoch: 0, seq: 0 };
