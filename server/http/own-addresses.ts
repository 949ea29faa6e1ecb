import { networkInterfaces } from "node:os";
import { isLoopback } from "../config";

const WILDCARDS = new Set(["0.0.0.0", "::", "[::]"]);

/** The addresses outside the loopback that a server bound to `host` answers at. */
export function ownAddresses(host: string): string[] {
  if (isLoopback(host)) return [];
  if (!WILDCARDS.has(host)) return [host];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((address) => !address.internal && !address.address.startsWith("fe80:"))
    .map((address) => address.address);
}
