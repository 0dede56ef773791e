import type { ThemeName } from "../crate/web/types.js";
import { asFallLineError, headline } from "./errors.js";
import type { Session } from "./session.js";

/** How a picture is to look; sizes in CSS pixels. */
export interface PictureStyle {
  width: number;
  height: number;
  theme: ThemeName;
}

/** Something to take along: a text, or a picture as SVG, with what a file of it is called. */
export interface Format {
  id: string;
  group: "link" | "picture" | "data" | "program";
  file: string;
  type: string;
  /** Throws a FallLineError where there is none. */
  make(session: Session, style: PictureStyle): string;
}

/** Iterations of a program where the run stands at its start. */
const STEPS = 100;

/** Pixels of a raster picture for each of its CSS pixels. */
const SCALE = 2;

export const FORMATS: readonly Format[] = [
  { id: "link", group: "link", file: "fall-line.url", type: "text/uri-list", make: (session) => address(session) },
  { id: "embed", group: "link", file: "fall-line.html", type: "text/html", make: (session) => embedCode(session) },
  { id: "svg", group: "picture", file: "fall-line.svg", type: "image/svg+xml", make: landscapeSvg },
  { id: "png", group: "picture", file: "fall-line.png", type: "image/png", make: landscapeSvg },
  {
    id: "csv",
    group: "data",
    file: "fall-line.csv",
    type: "text/csv",
    make: (session) => session.run?.csv() ?? "",
  },
  {
    id: "json",
    group: "data",
    file: "fall-line.json",
    type: "application/json",
    make: (session) => `${JSON.stringify(JSON.parse(session.run?.json() ?? "{}"), null, 2)}\n`,
  },
  ...(["numpy", "pytorch"] as const).map(
    (library): Format => ({
      id: library,
      group: "program",
      file: `fall_line_${library}.py`,
      type: "text/x-python",
      make: (session) => session.run?.python(library, session.run.iteration || STEPS) ?? "",
    }),
  ),
  {
    id: "rust",
    group: "program",
    file: "fall_line.rs",
    type: "text/rust",
    make: (session) => session.run?.rust(session.run.iteration || STEPS) ?? "",
  },
];

/** What a format gives, or why it gives nothing. */
export function made(format: Format, session: Session, style: PictureStyle): { text: string } | { problem: string } {
  try {
    return { text: format.make(session, style) };
  } catch (error) {
    return { problem: headline(asFallLineError(error)) };
  }
}

function address(session: Session): string {
  return `${location.href.replace(/#.*/s, "")}${session.address}`;
}

function embedCode(session: Session): string {
  const source = address(session).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return `<iframe src="${source}" title="Fall Line" width="100%" height="720" loading="lazy"></iframe>\n`;
}

function landscapeSvg(session: Session, { width, height, theme }: PictureStyle): string {
  const picture = session.landscape() ?? session.curve();
  return picture?.svg(session.paths(), width, height, theme) ?? "";
}

/** A vector picture as pixels. */
export async function rasterize(svg: string, { width, height }: PictureStyle): Promise<Blob> {
  const image = new Image();
  const source = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    image.src = source;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * SCALE;
    canvas.height = height * SCALE;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error("no picture")) : resolve(blob)), "image/png");
    });
  } finally {
    URL.revokeObjectURL(source);
  }
}
