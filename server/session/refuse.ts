import type { ErrorBody } from "../../lib/protocol/error";

export const refuse = (code: string, message: string): ErrorBody => ({ code, message });
