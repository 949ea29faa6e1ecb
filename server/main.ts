import path from "node:path";
import { fileURLToPath } from "node:url";
import { openPages } from "./http/next-pages";
import { serve } from "./serve";

declare const LONGWIRE_BUILD: string | undefined;

/** Put in by the bundler; a server that runs from its sources has none. */
const build = typeof LONGWIRE_BUILD === "string" ? LONGWIRE_BUILD : "development";
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

await serve({ folder, build, openPages, failpoints: build === "development" ? "allowed" : "refused" });
