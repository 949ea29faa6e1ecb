/** Fails to compile when a union is not handled whole; throws if a value slips past the types. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
