import type { DoctorReport } from "../../lib/protocol/doctor";
import { bytesText, countText, durationText } from "../thread/format";
import { fact, line, notice, ok, problem, type Finding, type Line } from "./line";

const BUILD_CHARS = 12;
const SLOW_SYNC_MS = 50;
const LITTLE_BYTES = 1_000_000_000;
const TOO_LITTLE_BYTES = 100_000_000;

/** What is to be said of the server itself. */
export const serverLines = ({ server, store, sessions }: DoctorReport): readonly Line[] => [
  line(
    "Version",
    fact(`${server.version}, build ${server.build.slice(0, BUILD_CHARS)}, Node ${server.node}`),
  ),
  line("Running for", fact(durationText(server.uptimeMs))),
  ...(server.mode === "development" ? [line("Mode", DEVELOPMENT)] : []),
  ...(server.faults ? [line("Faults", FAULTS)] : []),
  line("Sessions", fact(`${sessions.hosted} open, ${countText(sessions.viewers, "viewer")}`)),
  line("Store", storeFinding(store)),
  line("Disk sync", syncFinding(store)),
  line("Free space", spaceFinding(store)),
  line("Durability", store.durability === "full" ? FULL : NORMAL),
];

const DEVELOPMENT = notice("Development", "Slower, and less strict about scripts. Not for use by others.");
const FAULTS = notice(
  "Made on purpose",
  "The server was started with FAULTS=1: pages may break connections.",
);
const FULL = fact("Full: everything is on the disk before it is shown");
const NORMAL = fact("Normal: what was promised is on the disk at once, streamed text within 250 ms");

const CAUSES: Record<string, string> = {
  disk_full: "The disk is full. Free some space in the data folder; writing goes on by itself.",
  read_only: "The data folder cannot be written to. Check its owner and rights.",
  corrupt: "The database is damaged. Stop the server and restore a backup.",
  busy: "Another program holds the database. Close it; writing goes on by itself.",
};

function storeFinding({ state, cause }: DoctorReport["store"]): Finding {
  if (state === "writable") return ok("Can be written");
  if (state === "ended")
    return problem(
      "Writes no more",
      "The disk did not confirm a write. Check the disk, then start the server.",
    );
  return problem(
    "Refuses writes",
    CAUSES[cause ?? ""] ?? "The disk reports an error. Look at the server's log.",
  );
}

function syncFinding({ syncMs }: DoctorReport["store"]): Finding {
  if (syncMs === null) return fact("Not measured yet");
  const said = `${syncMs < 10 ? `${syncMs.toFixed(1)} ms` : durationText(syncMs)} (median)`;
  if (syncMs < SLOW_SYNC_MS) return ok(said);
  return notice(said, "Slow: each message waits for it. Put the data folder on a local, faster disk.");
}

function spaceFinding({ freeBytes }: DoctorReport["store"]): Finding {
  if (freeBytes === null) return fact("Not known");
  const said = bytesText(freeBytes);
  if (freeBytes >= LITTLE_BYTES) return ok(said);
  const advice = "Make room on the disk of the data folder.";
  return freeBytes < TOO_LITTLE_BYTES ? problem(said, advice) : notice(said, advice);
}
