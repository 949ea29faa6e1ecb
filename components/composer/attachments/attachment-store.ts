import { createStore } from "zustand/vanilla";
import { keepFiles, keptFiles } from "../../../lib/client/kept-files";
import type { SentAttachment } from "../../../lib/protocol/content";
import type { SessionId } from "../../../lib/protocol/ids";
import { MAX_ATTACHMENTS } from "../../../lib/protocol/limits";
import { base64Decoded } from "../../../lib/util/base64";
import type { MessageFile } from "./message-file";
import { judge, tooLarge } from "./message-file";
import { fitting, imageBudget, prepare } from "./prepare";

/** The files of one unsent message. `sent` fits `files`, but for those that could not be prepared. */
export type Attached = {
  status: "preparing" | "ready";
  files: readonly MessageFile[];
  ready: ReadonlyMap<number, SentAttachment>;
  /** Why files were left out, until it is dismissed. */
  problems: readonly string[];
};

export const NOTHING_ATTACHED: Attached = { status: "ready", files: [], ready: new Map(), problems: [] };

type State = { bySession: ReadonlyMap<SessionId, Attached> };

/** Shared by the composer and the drop target; outlives a change of session. */
export const attachmentStore = createStore<State>(() => ({ bySession: new Map() }));

let nextId = 0;
const restored = new Set<SessionId>();
/** Work on one session's files is done one step after the other. */
const tails = new Map<SessionId, Promise<void>>();

export const attachedTo = (sessionId: SessionId): Attached =>
  attachmentStore.getState().bySession.get(sessionId) ?? NOTHING_ATTACHED;

function change(sessionId: SessionId, part: Partial<Attached>): void {
  const bySession = new Map(attachmentStore.getState().bySession);
  bySession.set(sessionId, { ...attachedTo(sessionId), ...part });
  attachmentStore.setState({ bySession });
}

function inOrder(sessionId: SessionId, work: () => Promise<void>): Promise<void> {
  const next = (tails.get(sessionId) ?? Promise.resolve()).then(work);
  tails.set(sessionId, next);
  return next;
}

/** Brings back what an earlier life of the page left unsent; once for each session. */
export function restoreFiles(sessionId: SessionId): void {
  if (sessionId === "" || restored.has(sessionId)) return;
  restored.add(sessionId);
  void inOrder(sessionId, async () => {
    const files = await keptFiles(sessionId);
    if (files.length > 0) await add(sessionId, files);
  });
}

export function attachFiles(sessionId: SessionId, files: readonly File[]): Promise<void> {
  change(sessionId, { status: "preparing" });
  return inOrder(sessionId, () => add(sessionId, files));
}

async function add(sessionId: SessionId, files: readonly File[]): Promise<void> {
  change(sessionId, { status: "preparing" });
  const problems: string[] = [];
  const found: MessageFile[] = [];
  for (const file of files) {
    const judged = await judge(file).catch(() => unreadable(file));
    if ("problem" in judged) problems.push(judged.problem);
    else found.push({ id: nextId++, file, mediaType: judged.mediaType });
  }
  await settle(sessionId, { files: [...attachedTo(sessionId).files, ...found], problems });
}

const unreadable = ({ name }: File): { problem: string } => ({ problem: `${name} cannot be read.` });

/** Leaves out what is too many or too much, and encodes the rest within what each may take. */
async function settle(
  sessionId: SessionId,
  given: { files: readonly MessageFile[]; problems: readonly string[] },
): Promise<void> {
  const problems = [...given.problems];
  const few = given.files.slice(0, MAX_ATTACHMENTS);
  for (const { file } of given.files.slice(MAX_ATTACHMENTS)) {
    problems.push(`At most ${MAX_ATTACHMENTS} files go with a message: ${file.name} was left out.`);
  }
  const fit = fitting(few);
  for (const one of few) if (!fit.includes(one)) problems.push(tooLarge(one.file));
  const ready = new Map<number, SentAttachment>();
  for (const one of fit) {
    const prepared = await prepare(one, imageBudget(fit)).catch(() => unreadable(one.file));
    if ("problem" in prepared) problems.push(prepared.problem);
    else ready.set(one.id, prepared.attachment);
  }
  const files = fit.filter(({ id }) => ready.has(id));
  change(sessionId, {
    status: "ready",
    files,
    ready,
    problems: [...attachedTo(sessionId).problems, ...problems],
  });
  keep(sessionId);
}

/** An image that goes leaves its room to the others. */
export function detachFile(sessionId: SessionId, id: number): Promise<void> {
  change(sessionId, { status: "preparing" });
  return inOrder(sessionId, () => {
    const files = attachedTo(sessionId).files.filter((one) => one.id !== id);
    return settle(sessionId, { files, problems: [] });
  });
}

export const dismissProblems = (sessionId: SessionId): void => change(sessionId, { problems: [] });

/** What goes with the message that is sent now; the session has no files afterwards. */
export function takeFiles(sessionId: SessionId): readonly SentAttachment[] {
  const { files, ready, status } = attachedTo(sessionId);
  if (status === "preparing") return [];
  const sent = files.flatMap(({ id }) => ready.get(id) ?? []);
  change(sessionId, { files: [], ready: new Map(), problems: [] });
  keep(sessionId);
  return sent;
}

/** A refused message's files are attached again. */
export function putFilesBack(sessionId: SessionId, sent: readonly SentAttachment[]): void {
  const files = sent.flatMap(({ name, mediaType, data }) => {
    const bytes = base64Decoded(data);
    return bytes ? [new File([bytes], name, { type: mediaType })] : [];
  });
  if (files.length > 0) void attachFiles(sessionId, files);
}

const keep = (sessionId: SessionId): void =>
  void keepFiles(
    sessionId,
    attachedTo(sessionId).files.map(({ file }) => file),
  );
