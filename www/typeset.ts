import css from "katex/dist/katex.min.css" with { type: "text" };
import type { KatexOptions } from "katex";
import typesetByBuild from "./formulas.json" with { type: "json" };
import options from "./katex-options.json" with { type: "json" };

/** The formulas of the first view as the build has typeset them, by their TeX; empty where it has not. */
const ready: Readonly<Record<string, string>> = typesetByBuild;

/** KaTeX's style sheet, for the shadow roots that hold formulas; the document needs it too, for the fonts. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

let katex: typeof import("katex").default | undefined;
let coming: Promise<void> | undefined;

/** Loads KaTeX, which typesets every other formula. */
export function prepareTypesetter(): Promise<void> {
  return (coming ??= import("katex").then((module) => {
    katex = module.default;
  }));
}

/** Typesets TeX in an element, if that is possible already. What KaTeX cannot read is shown as it is. */
export function typeset(tex: string, element: HTMLElement): boolean {
  const html = Object.hasOwn(ready, tex) ? ready[tex] : "";
  if (html) {
    element.innerHTML = html;
    // The page's policy allows styles that scripts set, but none in HTML.
    for (const styled of element.querySelectorAll<HTMLElement>("[data-style]")) {
      styled.style.cssText = styled.dataset["style"] ?? "";
      styled.removeAttribute("data-style");
    }
    return true;
  }
  katex?.render(tex, element, options as KatexOptions);
  return katex !== undefined;
}
