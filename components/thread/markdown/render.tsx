import { clsx } from "clsx";
import type { MarkedToken, Token, Tokens } from "marked";
import type { ReactNode } from "react";
import { memo } from "react";
import type { Block } from "./blocks";
import { CodeBlock } from "./code-block";
import { proseText, withoutDirectionControls } from "./entities";
import { MAX_DEPTH, inline } from "./inline";
import { TableBlock } from "./table-block";

/** One top-level element. It is drawn again only when its own text has changed. */
export const BlockView = memo(
  function BlockView({ block }: { block: Block }) {
    return <Element token={block.token} depth={0} />;
  },
  ({ block: before }, { block: after }) =>
    before === after ||
    (before.raw === after.raw && before.links === after.links && before.token.type === after.token.type),
);

function elements(tokens: readonly Token[], depth: number): ReactNode {
  return tokens.map((token, at) => <Element key={at} token={token as MarkedToken} depth={depth + 1} />);
}

function Element({ token, depth }: { token: MarkedToken; depth: number }): ReactNode {
  if (depth > MAX_DEPTH) return proseText(token.raw);
  switch (token.type) {
    case "paragraph":
      return <p dir="auto">{inline(token.tokens)}</p>;
    case "heading":
      return <Heading token={token} />;
    case "list":
      return <List token={token} depth={depth} />;
    case "blockquote":
      return (
        <blockquote className="border-line-strong text-ink-2 space-y-2 border-s-2 ps-4">
          {elements(token.tokens, depth)}
        </blockquote>
      );
    case "code":
      return <CodeBlock code={token.text} language={languageOf(token.lang)} />;
    case "table":
      return <TableBlock token={token} />;
    case "hr":
      return <hr className="border-line my-1" />;
    case "html":
      return (
        <p className="break-words whitespace-pre-wrap">{withoutDirectionControls(token.raw.trimEnd())}</p>
      );
    case "text":
      return token.tokens ? inline(token.tokens) : <p dir="auto">{proseText(token.text)}</p>;
    case "space":
    case "def":
    case "checkbox":
      return null;
    default:
      return inline([token]);
  }
}

const languageOf = (lang: string | undefined): string =>
  /^[A-Za-z0-9+#._-]{1,20}/.exec(lang ?? "")?.[0].toLowerCase() ?? "";

/** Sizes tell the levels apart; the outline has one, because a model may begin with any. */
function Heading({ token }: { token: Tokens.Heading }) {
  const size = token.depth <= 2 ? "mt-3 text-[16px]" : "mt-2";
  return (
    <h3 dir="auto" className={clsx("font-semibold tracking-[-0.01em] first:mt-0", size)}>
      {inline(token.tokens)}
    </h3>
  );
}

function List({ token, depth }: { token: Tokens.List; depth: number }) {
  const items = token.items.map((item, at) => <Item key={at} item={item} depth={depth} />);
  const className = clsx("marker:text-ink-3 space-y-1.5 ps-6", token.ordered ? "list-decimal" : "list-disc");
  if (!token.ordered) return <ul className={className}>{items}</ul>;
  return (
    <ol className={clsx(className, "marker:tabular-nums")} start={token.start === "" ? 1 : token.start}>
      {items}
    </ol>
  );
}

type ItemProps = { item: Tokens.ListItem; depth: number };

/** Drawn again only when its own text changes. A bracket may be a reference, whose meaning can come later. */
const Item = memo(
  ItemView,
  ({ item: before }, { item: after }) =>
    before.raw === after.raw && before.loose === after.loose && !before.raw.includes("["),
);

function ItemView({ item, depth }: ItemProps) {
  const children = elements(item.tokens, depth + 1);
  if (!item.task) return <li className="space-y-1 ps-0.5 [&>:is(ul,ol)]:mt-1.5">{children}</li>;
  return (
    <li className="flex list-none items-baseline gap-2">
      <span aria-hidden className="text-ink-3 -ms-5 w-3 flex-none">
        {item.checked ? "☑" : "☐"}
      </span>
      <span className="sr-only">{item.checked ? "done: " : "to do: "}</span>
      <div className="min-w-0 space-y-1">{children}</div>
    </li>
  );
}
