import { FileText } from "lucide-react";
import type { Attachment } from "../../../lib/protocol/content";
import { bytesText } from "../format";
import { withoutDirectionControls } from "../markdown/entities";

/** A preview travels as a `data:` URL; anything else is not drawn. */
const DRAWN = /^data:image\/(?:png|jpeg|webp);base64,/;

/** The files of a message: previews of images, names of others. */
export function AttachmentList({ attachments }: { attachments: readonly Attachment[] }) {
  if (attachments.length === 0) return null;
  return (
    <ul aria-label="Attached files" className="flex max-w-full flex-wrap justify-end gap-1.5">
      {attachments.map((attachment, at) => (
        <li key={at} className="min-w-0">
          <AttachmentView attachment={attachment} />
        </li>
      ))}
    </ul>
  );
}

function AttachmentView({
  attachment: { name, bytes, thumbnail, width, height },
}: {
  attachment: Attachment;
}) {
  const label = withoutDirectionControls(name);
  if (thumbnail !== null && DRAWN.test(thumbnail)) {
    const size = width === null || height === null ? "" : `, ${width} × ${height}`;
    return (
      // eslint-disable-next-line @next/next/no-img-element -- the preview is in the page already
      <img
        src={thumbnail}
        alt={label}
        title={`${label}${size}, ${bytesText(bytes)}`}
        decoding="async"
        className="border-line bg-panel h-[76px] max-w-[140px] rounded-[10px] border object-cover"
      />
    );
  }
  return (
    <span
      title={label}
      className="border-line bg-raised text-small flex max-w-[240px] items-center gap-2 rounded-[10px] border px-2.5 py-1.5"
    >
      <FileText aria-hidden size={14} className="text-ink-3 flex-none" />
      <span className="truncate">{label}</span>
      <span className="text-ink-3 flex-none">{bytesText(bytes)}</span>
    </span>
  );
}
