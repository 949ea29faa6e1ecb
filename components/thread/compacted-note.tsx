/** Stands where the summary ends. The messages above it are all still there for the reader. */
export function CompactedNote() {
  return (
    <p role="note" className="text-small text-ink-3 flex items-center gap-3">
      <i aria-hidden className="bg-line h-px flex-1" />
      Earlier messages were summarised for the model
      <i aria-hidden className="bg-line h-px flex-1" />
    </p>
  );
}
