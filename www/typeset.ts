import katex from "katex";
import css from "katex/dist/katex.min.css" with { type: "text" };

/** KaTeX's style sheet, for the shadow roots that hold formulas; the document needs it too, for the fonts. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css);
document.adoptedStyleSheets.push(sheet);

/** Typesets TeX in an element. What KaTeX cannot read is shown as it is. */
export function typeset(tex: string, element: HTMLElement): void {
  katex.render(tex, element, { throwOnError: false, strict: "ignore", trust: false, maxSize: 20, maxExpand: 1000 });
}
