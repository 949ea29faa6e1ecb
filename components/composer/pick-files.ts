const DATA_FILES = ".csv,.tsv,.txt,.json,.ndjson,.jsonl,.parquet";

/** Opens the file chooser for data files. The workspace holds the page's one file input; this one is not in it. */
export function pickFiles(onFiles: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.accept = DATA_FILES;
  input.addEventListener("change", () => onFiles([...(input.files ?? [])]));
  input.click();
}
