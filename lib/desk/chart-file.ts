/** A drawn chart as a file of its own: no style sheet, font or address outside of it. */
export type ChartFile = { name: string; blob: Blob };

/** Pixels of a PNG for each pixel on the page. */
const PNG_SCALE = 2;
const MAX_NAME = 60;

/** A file name of a title that a model wrote: letters, digits and hyphens of any script. */
export function chartFileName(title: string, extension: "svg" | "png"): string {
  const words = title.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const name = [...words.join("-").toLowerCase()].slice(0, MAX_NAME).join("");
  return `${name.replace(/-$/, "") || "chart"}.${extension}`;
}

/** What is drawn, on `background` (a CSS colour), as SVG text that stands alone. */
export function standaloneSvg(
  drawn: SVGSVGElement,
  { title, background }: { title: string; background: string },
): string {
  const svg = drawn.cloneNode(true) as SVGSVGElement;
  const document = svg.ownerDocument;
  const { width, height } = sizeOf(drawn);
  const heading = document.createElementNS(svg.namespaceURI, "title");
  heading.textContent = title;
  const ground = document.createElementNS(svg.namespaceURI, "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", background);
  svg.prepend(heading, ground);
  svg.setAttribute("width", String(width));
  svg.setAttribute("height", String(height));
  return new XMLSerializer().serializeToString(svg);
}

export function svgFile(drawn: SVGSVGElement, look: { title: string; background: string }): ChartFile {
  const blob = new Blob([standaloneSvg(drawn, look)], { type: "image/svg+xml" });
  return { name: chartFileName(look.title, "svg"), blob };
}

/** Rejects where the browser cannot draw the picture, as with one that is too large for it. */
export async function pngFile(
  drawn: SVGSVGElement,
  look: { title: string; background: string },
): Promise<ChartFile> {
  const { width, height } = sizeOf(drawn);
  const image = await loadImage(svgFile(drawn, look).blob);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(width * PNG_SCALE);
  canvas.height = Math.ceil(height * PNG_SCALE);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The picture is too large for this browser.");
  return { name: chartFileName(look.title, "png"), blob };
}

function sizeOf({ viewBox, clientWidth, clientHeight }: SVGSVGElement): { width: number; height: number } {
  const { width, height } = viewBox.baseVal;
  return width > 0 && height > 0 ? { width, height } : { width: clientWidth, height: clientHeight };
}

async function loadImage(blob: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(blob);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}
