import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import Database from "libsql";

const USAGE = `node scripts/backup.mjs <file> [folder]
  Copies the sessions of a data folder (DATA_DIR, else ./data) into a file that is not there yet, also while a server
  writes to it. The copy is whole and of one moment. To restore it, put it into an empty folder as longwire.db.`;

/** Writes the copy beside its place first, so that what stands there is never half a backup. */
export function backUp(folder, file) {
  const source = path.join(folder, "longwire.db");
  if (!existsSync(source)) throw new Error(`There are no sessions in ${folder}.`);
  if (existsSync(file)) throw new Error(`${file} is there already.`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  closeSync(openSync(part, "wx", 0o600));
  copy(source, part);
  mark(part);
  const written = openSync(part, "r+");
  fsyncSync(written);
  closeSync(written);
  renameSync(part, file);
}

function copy(source, target) {
  const db = new Database(source);
  try {
    db.prepare("VACUUM INTO ?").run(target);
  } finally {
    db.close();
  }
}

/** Whoever opens the copy begins epochs that the server it was taken from never gave out. */
function mark(file) {
  const db = new Database(file);
  try {
    db.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES ('backup_of', ?)").run(
      new Date().toISOString(),
    );
  } finally {
    db.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [file, folder = process.env.DATA_DIR ?? "data"] = process.argv.slice(2);
  try {
    if (!file || file.startsWith("-")) throw new Error(USAGE);
    backUp(folder, file);
    console.log(`${file} holds the sessions of ${folder}.`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
