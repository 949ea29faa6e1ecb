import { isRecord, parseJson } from "../util/json";

/** A file that was imported, and the table it became. */
export type SourceFile = { id: string; table: string; file: File };

/** Keeps the source files of one desk. `keep` answers false when the file could not be kept. */
export type SourceStore = {
  keep: (source: SourceFile) => Promise<boolean>;
  remove: (id: string) => Promise<void>;
  list: () => Promise<SourceFile[]>;
};

const ROOT = "longwire-desk";

async function directory(deskId: string): Promise<FileSystemDirectoryHandle> {
  const top = await navigator.storage.getDirectory();
  const root = await top.getDirectoryHandle(ROOT, { create: true });
  return root.getDirectoryHandle(encodeURIComponent(deskId), { create: true });
}

async function write(folder: FileSystemDirectoryHandle, name: string, content: Blob): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  try {
    await stream.write(content);
    await stream.close();
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
}

async function remove(folder: FileSystemDirectoryHandle, id: string): Promise<void> {
  for (const name of [`${id}.json`, `${id}.bin`]) await folder.removeEntry(name).catch(() => undefined);
}

async function readSource(folder: FileSystemDirectoryHandle, id: string): Promise<SourceFile | undefined> {
  const note = parseJson(await (await (await folder.getFileHandle(`${id}.json`)).getFile()).text());
  if (!isRecord(note) || typeof note["table"] !== "string" || typeof note["file"] !== "string")
    return undefined;
  const content = await (await folder.getFileHandle(`${id}.bin`)).getFile();
  return { id, table: note["table"], file: new File([content], note["file"]) };
}

/** The note beside the content is written last: a file without one was never kept whole. */
async function keep(folder: FileSystemDirectoryHandle, { id, table, file }: SourceFile): Promise<boolean> {
  try {
    await write(folder, `${id}.bin`, file);
    await write(folder, `${id}.json`, new Blob([JSON.stringify({ table, file: file.name })]));
    return true;
  } catch {
    await remove(folder, id);
    return false;
  }
}

async function list(folder: FileSystemDirectoryHandle): Promise<SourceFile[]> {
  const ids: string[] = [];
  for await (const name of folder.keys())
    if (name.endsWith(".json")) ids.push(name.slice(0, -".json".length));
  const sources: SourceFile[] = [];
  for (const id of ids.sort()) {
    const source = await readSource(folder, id).catch(() => undefined);
    if (source !== undefined) sources.push(source);
  }
  return sources;
}

/** The store of a desk in OPFS, or `undefined` where the browser has none (a private window, an old Safari). */
export async function openSourceStore(deskId: string): Promise<SourceStore | undefined> {
  if (typeof FileSystemFileHandle === "undefined" || !("createWritable" in FileSystemFileHandle.prototype)) {
    return undefined;
  }
  const folder = await directory(deskId).catch(() => undefined);
  if (folder === undefined) return undefined;
  return {
    keep: (source) => keep(folder, source),
    remove: (id) => remove(folder, id),
    list: () => list(folder),
  };
}

/** Whether an earlier page kept files for this desk. Makes nothing, and never rejects. */
export async function keepsFiles(deskId: string): Promise<boolean> {
  try {
    const top = await navigator.storage.getDirectory();
    const root = await top.getDirectoryHandle(ROOT);
    const folder = await root.getDirectoryHandle(encodeURIComponent(deskId));
    return !(await folder.keys().next()).done;
  } catch {
    return false;
  }
}
