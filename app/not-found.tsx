import Link from "next/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center gap-2 p-6 text-center">
      <h1 className="text-read font-semibold">There is no page here</h1>
      <p className="text-ink-2">The address may be old, or mistyped.</p>
      <p>
        <Link className="text-copper underline underline-offset-4" href="/" prefetch={false}>
          Start a new session
        </Link>
      </p>
    </main>
  );
}
