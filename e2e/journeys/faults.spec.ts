import { expect, test } from "../fixtures";
import { startUpstream } from "../recorded-upstream";
import { runSql, say } from "../script";
import { SessionPage } from "../session-page";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content),
});

test("bad files are refused in plain words, and the others are imported", async ({ session }) => {
  await session.addFiles(
    file("photo.csv", PNG),
    file("cut.json", '[{"a":1},{"a":'),
    file("broken.parquet", "PAR1 but nothing that follows is Parquet PAR1"),
    file("good.csv", "a,b\n1,2\n3,4\n"),
  );
  await expect(session.table("good")).toContainText("2 rows");
  const alerts = session.imports().getByRole("alert");
  await expect(alerts).toHaveCount(3);
  await expect(alerts.filter({ hasText: "photo.csv" })).toContainText("not a text file");
  await expect(alerts.filter({ hasText: "cut.json" })).toContainText(/JSON|line|cut off|ends/i);
  await expect(alerts.filter({ hasText: "broken.parquet" })).toContainText(/Parquet/);
  await session.page.getByRole("button", { name: "Dismiss photo.csv" }).click();
  await expect(alerts).toHaveCount(2);
});

test("a failed tool call says what went wrong, and the model is told too", async ({ session }) => {
  await session.play([runSql("select nothing from nowhere")], [{ outputs: true }, say("It failed.")]);
  const answer = await session.finished();
  const card = session.calls("run_sql");
  await expect(card).toContainText("failed");
  await expect(card).toContainText("nowhere");
  await expect(answer).toContainText("It failed.");
  await expect(answer.getByRole("paragraph").first()).toContainText("nowhere");
  await expect(session.turnEnd(answer)).toHaveCount(0);
});

test("[UP-9] a limit of the provider is shown with the time that is left, and the person tries again", async ({
  session,
}) => {
  const refuse = {
    status: 429,
    code: "rate_limit_exceeded",
    message: "Slow down.",
    headers: { "retry-after": "90" },
  };
  await session.play([{ refuse }]);
  const note = session.turnEnd(await session.finished());
  await expect(note).toContainText(/Slow down\.\s*rate_limit_exceeded\s*Try again in 1 min (30|2\d) s\./);
  await expect(session.page.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("a key that the provider refuses ends the turn with what to do, and the text is kept", async ({
  page,
  launch,
}) => {
  const upstream = await startUpstream("the-right-key");
  const server = await launch({
    UPSTREAM_URL: upstream.innerUrl,
    UPSTREAM_API_KEY: "the-wrong-key",
    MODEL: "far-echo",
  });
  const session = await SessionPage.open(page, server.origin);
  await session.ask("Do not lose these words.");
  const answer = await session.finished();
  const note = session.turnEnd(answer);
  await expect(note).toContainText("failed");
  await expect(note).toContainText("refused the key");
  await expect(note).toContainText("UPSTREAM_API_KEY");
  await expect(note).not.toContainText("the-wrong-key");
  await expect(session.questions).toContainText("Do not lose these words.");
  await page.reload();
  await expect(session.questions).toContainText("Do not lose these words.");
  await upstream.close();
});
