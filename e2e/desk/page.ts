import { createDesk } from "../../lib/desk/desk";
import { DESK_ASSETS, startEngine } from "../../lib/desk/engine";
import type { Desk } from "../../lib/desk/types";

export type DeskPage = { desk: Desk; again: () => Desk; file: (name: string, content: BlobPart) => File; ungated: typeof ungated };

declare const window: { deskPage: DeskPage };

const open = (): Desk => createDesk({ deskId: "test-desk" });

/** What a fenced engine answers to SQL that no gate has seen. */
async function ungated(texts: string[]): Promise<{ sql: string; rows: number }[]> {
  const engine = await startEngine(DESK_ASSETS);
  const answers: { sql: string; rows: number }[] = [];
  for (const sql of texts) {
    const table = await engine.connection.query(sql).catch(() => undefined);
    answers.push({ sql, rows: table?.numRows ?? 0 });
  }
  await engine.terminate();
  return answers;
}

window.deskPage = {
  ungated,
  desk: open(),
  again: open,
  file: (name, content) => new File([content], name),
};
