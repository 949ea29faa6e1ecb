import { bytesText } from "../thread/format";
import { fact, notice, ok, type Finding } from "./line";

const NAME = "longwire-doctor";

export async function checkIndexedDb(): Promise<Finding> {
  try {
    await openAndDelete();
    return ok("Messages that wait and drafts outlive a reload");
  } catch {
    return notice(
      "Not there",
      "What waits to be sent is gone after a reload. Private windows and strict settings switch this store off.",
    );
  }
}

function openAndDelete(): Promise<void> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME);
    opening.onerror = () => reject(opening.error ?? new Error("not opened"));
    opening.onsuccess = () => {
      opening.result.close();
      indexedDB.deleteDatabase(NAME);
      resolve();
    };
  });
}

export async function checkFiles(): Promise<Finding> {
  try {
    if (await writesAndReads()) return ok(await roomText());
  } catch {
    // Said below.
  }
  const secure = isSecureContext
    ? "Private windows and old browsers keep none."
    : "Browsers keep files only for pages over https, or on localhost.";
  return notice("Files are not kept", `Imported tables are gone after a reload. ${secure}`);
}

async function writesAndReads(): Promise<boolean> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle(NAME, { create: true });
  try {
    const stream = await handle.createWritable();
    await stream.write(NAME);
    await stream.close();
    return (await (await handle.getFile()).text()) === NAME;
  } finally {
    await root.removeEntry(NAME);
  }
}

async function roomText(): Promise<string> {
  const { usage = 0, quota } = await navigator.storage.estimate();
  const room = quota === undefined ? "" : `; ${bytesText(usage)} of ${bytesText(quota)} used`;
  return `Imported files outlive a reload${room}`;
}

/** Whether the browser has promised to keep what it stores for this site. */
export async function checkPersistence(): Promise<Finding> {
  const asked = navigator.storage?.persisted;
  const isKept = asked === undefined ? false : await asked.call(navigator.storage).catch(() => false);
  return isKept
    ? ok("Until you clear this site's data")
    : fact(
        "As long as the disk has room",
        "The browser has not promised more. Keep the originals of imported files.",
      );
}
