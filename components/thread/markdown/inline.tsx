import type { MarkedToken, Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { proseText, withoutDirectionControls } from "./entities";
import { linkTarget } from "./link-target";
import { UNFINISHED_LINK } from "./provisional";

/** Nesting beyond this is shown as text. */
export const MAX_DEPTH = 16;

/** Running text of a message. Raw HTML is text; nothing is fetched. */
export function inline(tokens: readonly Token[], depth = 0): ReactNode {
  return tokens.map((token, at) => <Inline key={at} token={token as MarkedToken} depth={depth + 1} />);
}

function Inline({ token, depth }: { token: MarkedToken; depth: number }): ReactNode {
  if (depth > MAX_DEPTH) return proseText(token.raw);
  switch (token.type) {
    case "text":
      if (token.tokens) return inline(token.tokens, depth);
      return token.escaped ? withoutDirectionControls(token.text) : proseText(token.text);
    case "escape":
      return withoutDirectionControls(token.text);
    case "strong":
      return <strong className="font-semibold">{inline(token.tokens, depth)}</strong>;
    case "em":
      return <em>{inline(token.tokens, depth)}</em>;
    case "del":
      return <del className="text-ink-2">{inline(token.tokens, depth)}</del>;
    case "codespan":
      return (
        <code dir="ltr" className="bg-sel rounded-[4px] px-1 py-px font-mono text-[0.86em] break-words">
          {withoutDirectionControls(token.text)}
        </code>
      );
    case "br":
      return <br />;
    case "link":
      return <Link token={token} depth={depth} />;
    case "image":
      return <ImageChip token={token} />;
    case "html":
      return /^<br\s*\/?>$/i.test(token.raw) ? <br /> : withoutDirectionControls(token.raw);
    default:
      return proseText(token.raw);
  }
}

const LINK =
  "[overflow-wrap:anywhere] underline decoration-copper-line decoration-1 underline-offset-[3px] hover:decoration-copper";

function Link({ token, depth }: { token: Tokens.Link; depth: number }) {
  const text = inline(token.tokens, depth);
  if (token.href === UNFINISHED_LINK) return <span className={LINK}>{text}</span>;
  const target = linkTarget(token.href);
  if (!target) return <span>{text}</span>;
  return (
    <OutLink href={target.href} host={token.text.includes(target.host) ? null : target.host}>
      {text}
    </OutLink>
  );
}

function OutLink({ href, host, children }: { href: string; host: string | null; children: ReactNode }) {
  return (
    <a
      href={href}
      title={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      referrerPolicy="no-referrer"
      className={LINK}
    >
      {children}
      {host !== null && <span className="text-ink-3 text-small ml-1 inline-block no-underline">{host}</span>}
    </a>
  );
}

/** An image is named, not fetched: opening it is the person's choice. */
function ImageChip({ token }: { token: Tokens.Image }) {
  const target = linkTarget(token.href);
  const name = proseText(token.text) || "image";
  const chip = "border-line text-small text-ink-2 inline-flex max-w-full gap-1.5 rounded-control border px-2";
  if (!target) return <span className={chip}>Image: {name}</span>;
  return (
    <a
      href={target.href}
      title={`Not loaded. Opens ${target.href}`}
      target="_blank"
      rel="noopener noreferrer nofollow"
      referrerPolicy="no-referrer"
      className={`${chip} hover:border-line-strong hover:text-ink`}
    >
      <span className="truncate">Image: {name}</span>
      <span className="text-ink-3 truncate">{target.host}</span>
    </a>
  );
}
