let way = "/";

/** Where the page was that led to the doctor; a new session after a reload. */
export const wayBack = (): string => way;

export function leaveFrom(path: string): void {
  way = path;
}
