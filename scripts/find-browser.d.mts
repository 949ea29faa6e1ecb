/** An installed Chromium or Chrome; null when there is none. */
export function installedBrowser(): string | null;
/** Chromium's own sandbox does not start for root. */
export function runsAsRoot(): boolean;
