import "./copy-desk-assets.mjs";
import { register } from "tsx/esm/api";

process.env.NODE_ENV = "development";
process.env.NEXT_TELEMETRY_DISABLED = "1";
register();
await import("../server/main.ts");
