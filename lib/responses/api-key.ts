/** A credential as it was read for one connection; null sends none. A fault is a sentence that may be shown. */
export type ApiKey = string | null | KeyFault;

export type KeyFault = { fault: string };

export const isKeyFault = (key: ApiKey): key is KeyFault => typeof key === "object" && key !== null;
