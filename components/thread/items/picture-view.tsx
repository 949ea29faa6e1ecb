import { ImageOff } from "lucide-react";
import type { Picture } from "../../../lib/protocol/content";
import { bytesText } from "../format";

/** What a `data:` URL must begin with to be drawn. An image element runs nothing of what it draws. */
const DRAWN = /^data:image\/(?:png|jpeg|webp);base64,/;

/** A picture that came along whole, or why it did not. Nothing is fetched. */
export function PictureView({ picture, name }: { picture: Picture; name: string }) {
  if (picture.status === "inline" && DRAWN.test(picture.src)) {
    return (
      // eslint-disable-next-line @next/next/no-img-element -- the picture is in the page already
      <img
        src={picture.src}
        alt={name}
        decoding="async"
        className="border-line bg-panel max-h-[420px] max-w-full rounded-[10px] border object-contain"
      />
    );
  }
  return (
    <p className="border-line text-small text-ink-2 inline-flex max-w-full items-center gap-2 rounded-[10px] border px-3 py-2">
      <ImageOff aria-hidden size={15} className="text-ink-3 flex-none" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {name}: {whyNot(picture)}
      </span>
    </p>
  );
}

function whyNot(picture: Picture): string {
  if (picture.status === "inline") return "of a type that is not drawn here";
  const size = picture.bytes === null ? "" : ` (${bytesText(picture.bytes)})`;
  switch (picture.reason) {
    case "too_large":
      return `too large to be shown here${size}. The model still has it.`;
    case "unreadable":
      return `no picture that can be shown${size}`;
    case "remote":
      return "kept by the provider, and not loaded";
  }
}
