import type { Citation } from "../../lib/protocol/content";
import { listOf, recordOf, textAt, webAddress } from "./bounded";

const MAX_CITATIONS = 64;
/** How many annotations are looked at: a text may name one source many times. */
const MAX_ANNOTATIONS = 1_000;
const MAX_TITLE = 300;
const MAX_NAME = 200;

/** The sources of a message's text, each once, in the order in which the text comes to them. */
export function citationsOf(content: unknown): Citation[] {
  const parts = listOf(content, MAX_ANNOTATIONS, (part) => recordOf(part));
  const all = parts.flatMap(({ annotations }) => listOf(annotations, MAX_ANNOTATIONS, citationOf));
  return unique(all);
}

function citationOf(value: unknown): Citation | null {
  const { type, url, title, filename, file_id } = recordOf(value);
  switch (type) {
    case "url_citation":
      return urlCitation(url, title);
    case "file_citation":
    case "container_file_citation":
    case "file_path":
      return { kind: "file", name: textAt(filename, MAX_NAME) ?? textAt(file_id, MAX_NAME) ?? "file" };
    default:
      return null;
  }
}

/** An address that may not be opened leaves its title; without either there is nothing to show. */
function urlCitation(address: unknown, title: unknown): Citation | null {
  const url = webAddress(address);
  const name = textAt(title, MAX_TITLE) ?? "";
  return url === null && name === "" ? null : { kind: "url", url, title: name };
}

/** Sources of a search: `{ type: "url", url }`, and whatever names a page of a feed. */
export function sourcesOf(value: unknown): Citation[] {
  const read = (entry: unknown): Citation | null => {
    const { url, title, name } = recordOf(entry);
    return urlCitation(url, title ?? name);
  };
  return unique(listOf(value, MAX_ANNOTATIONS, read));
}

function unique(citations: readonly Citation[]): Citation[] {
  const seen = new Map<string, Citation>();
  for (const citation of citations) {
    const key =
      citation.kind === "url" ? (citation.url ?? `title ${citation.title}`) : `file ${citation.name}`;
    if (!seen.has(key)) seen.set(key, citation);
  }
  return [...seen.values()].slice(0, MAX_CITATIONS);
}
