"use client";

import { lazyPart } from "../ui/lazy-part";

const loadCall = async () => (await import("./call-details")).CallDetails;
const loadHosted = async () => (await import("./items/hosted-details")).HostedDetails;

export const LazyCallDetails = lazyPart(loadCall);
export const LazyHostedDetails = lazyPart(loadHosted);

/** A page with calls on it has what opens them, also when its connection is gone by then. */
export function preloadDetails(): void {
  // A failure shows where the details are opened.
  Promise.all([loadCall(), loadHosted()]).catch(() => undefined);
}
