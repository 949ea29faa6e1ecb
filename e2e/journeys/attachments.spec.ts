import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures";
import { saySlowly, script, say, words } from "../script";
import type { SessionPage } from "../session-page";

type Given = { name: string; mimeType: string; buffer: Buffer };

/** A PNG of noise, which no encoding makes small: larger than a message may be. */
async function noise(page: Page, side: number): Promise<Given> {
  const url = await page.evaluate((size) => {
    const canvas = document.createElement("canvas");
    canvas.width = size;
    canvas.height = size;
    const context = canvas.getContext("2d");
    const pixels = context?.createImageData(size, size);
    if (!context || !pixels) throw new Error("no canvas");
    let state = 7;
    for (let at = 0; at < pixels.data.length; at += 1) {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      pixels.data[at] = at % 4 === 3 ? 255 : state % 256;
    }
    context.putImageData(pixels, 0, 0);
    return canvas.toDataURL("image/png");
  }, side);
  const buffer = Buffer.from(url.slice(url.indexOf(",") + 1), "base64");
  return { name: "noise.png", mimeType: "image/png", buffer };
}

const note: Given = { name: "notes.md", mimeType: "text/markdown", buffer: Buffer.from("# Tides\n") };

async function attach(session: SessionPage, ...files: Given[]): Promise<void> {
  const [chooser] = await Promise.all([
    session.page.waitForEvent("filechooser"),
    session.page.getByRole("button", { name: "Attach files" }).click(),
  ]);
  await chooser.setFiles(files);
}

const tray = (session: SessionPage) => session.page.getByRole("list", { name: "Files to send" });
const shown = (session: SessionPage) =>
  session.questions.last().getByRole("list", { name: "Attached files" });

test("a large image is made to fit, goes with the message and is seen again after a reload", async ({
  session,
}) => {
  await session.chooseModel("echo");
  const image = await noise(session.page, 1_800);
  expect(image.buffer.length).toBeGreaterThan(1_000_000);
  await attach(session, image, note);
  await expect(tray(session).getByRole("listitem")).toHaveCount(2);
  await session.ask("What is this?");
  await session.finished();
  await expect(tray(session)).toHaveCount(0);
  await expect(shown(session).getByRole("img", { name: "noise.png" })).toHaveAttribute(
    "title",
    /noise\.png, \d+ × \d+, \d+ KB/,
  );
  await expect(shown(session)).toContainText("notes.md");
  await session.page.reload();
  await expect(shown(session).getByRole("img", { name: "noise.png" })).toHaveJSProperty("complete", true);
});

test("a message may be nothing but a file", async ({ session }) => {
  await session.chooseModel("echo");
  await attach(session, note);
  await expect(tray(session)).toContainText("notes.md");
  await session.send.click();
  await session.finished();
  await expect(shown(session)).toContainText("notes.md");
});

test("what cannot go along is named with its reason, and the rest stays", async ({ session }) => {
  const large = { name: "large.txt", mimeType: "text/plain", buffer: Buffer.alloc(400_000, "x") };
  const binary = { name: "odd.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 1, 2]) };
  await attach(session, note, large, binary);
  const alert = session.page.getByRole("alert").filter({ hasText: "large.txt" });
  await expect(alert).toContainText("large.txt has 400 KB");
  await expect(alert).toContainText("odd.bin is neither an image nor a PDF");
  await expect(tray(session).getByRole("listitem")).toHaveCount(1);
  await tray(session).getByRole("button", { name: "Remove notes.md" }).click();
  await expect(tray(session)).toHaveCount(0);
});

test("unsent files survive a reload", async ({ session }) => {
  await attach(session, note);
  await expect(tray(session)).toContainText("notes.md");
  await session.page.reload();
  await expect(tray(session)).toContainText("notes.md");
});

test("a dropped image goes with the message and a dropped table to the desk", async ({ session }) => {
  const image = await noise(session.page, 64);
  const dataTransfer = await session.page.evaluateHandle((base64) => {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "map.png", { type: "image/png" }));
    transfer.items.add(new File(["a,b\n1,2\n"], "pairs.csv", { type: "text/csv" }));
    return transfer;
  }, image.buffer.toString("base64"));
  await session.page.getByRole("main").dispatchEvent("drop", { dataTransfer });
  await expect(tray(session).getByRole("listitem")).toHaveText(/map\.png/);
  await expect(session.table("pairs")).toContainText("1 row");
});

test("a message with files waits while a turn runs, and then goes with them", async ({ session }) => {
  await session.play([saySlowly(words(120))]);
  await expect(session.answers).toContainText("w3 ");
  await attach(session, note);
  await session.composer.fill(script([say("Seen.")]));
  await expect(session.page.getByRole("button", { name: "Steer" })).toHaveCount(0);
  await session.queue.click();
  await expect(session.page.getByRole("region", { name: "Queued messages" })).toContainText("1 file");
  const second = await session.finished(1);
  await expect(second).toContainText("Seen.");
  await expect(shown(session)).toContainText("notes.md");
});
