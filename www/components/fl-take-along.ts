import { css, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { download } from "../files.js";
import { shared } from "../styles.js";
import { type Format, FORMATS, made, type PictureStyle, rasterize } from "../take-along.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import { SessionElement } from "./session-element.js";

const THEMES = ["light", "dark"] as const;
/** Side lengths of a picture in CSS pixels. */
const SMALLEST = 120;
const LARGEST = 4000;
/** Characters that the preview shows at most. */
const SHOWN = 20_000;

/** The dialog with everything that can be taken along: links, pictures, data and programs. */
@customElement("fl-take-along")
export class FlTakeAlong extends SessionElement {
  static override styles = [
    shared,
    css`
      dialog {
        width: min(60rem, calc(100vw - 2rem));
        max-width: none;
        height: min(42rem, calc(100vh - 2rem));
        max-height: none;
        padding: 0;
        border: 1px solid var(--line);
        border-radius: calc(var(--radius) * 1.5);
        background: var(--surface);
        color: var(--ink);
        font-size: var(--text);
      }

      dialog::backdrop {
        background: rgb(10 14 20 / 45%);
      }

      .frame {
        display: grid;
        grid-template: auto minmax(0, 1fr) / 13rem minmax(0, 1fr);
        height: 100%;
      }

      .head {
        display: flex;
        grid-column: 1 / -1;
        align-items: center;
        justify-content: space-between;
        padding: var(--space-3) var(--space-4);
        border-bottom: 1px solid var(--line);
      }

      nav {
        padding: var(--space-3);
        overflow-y: auto;
        border-right: 1px solid var(--line);
      }

      nav h3 {
        margin: var(--space-3) 0 var(--space-1) var(--space-2);
      }

      nav h3:first-child {
        margin-top: 0;
      }

      .choice {
        position: relative;
        display: flex;
        align-items: center;
        min-height: 2rem;
        padding: 0 var(--space-2);
        border-radius: var(--radius);
        color: var(--ink);
        font-size: var(--text);
        cursor: pointer;
      }

      .choice:hover {
        background: var(--sunken);
      }

      .choice:has(:checked) {
        background: var(--accent-soft);
        font-weight: 600;
      }

      .choice:has(:focus-visible) {
        outline: 2px solid var(--focus);
        outline-offset: -2px;
      }

      .choice input {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        margin: 0;
        cursor: pointer;
        opacity: 0;
      }

      .content {
        display: flex;
        flex-direction: column;
        gap: var(--space-3);
        min-width: 0;
        min-height: 0;
        padding: var(--space-4);
      }

      pre,
      .picture {
        flex: 1;
        min-height: 0;
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--sunken);
      }

      pre {
        padding: var(--space-3);
        font: var(--text-small) / 1.5 var(--mono);
        tab-size: 4;
      }

      pre.wrapped {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }

      .picture {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        place-items: center;
      }

      .picture img {
        display: block;
        max-width: 100%;
        max-height: 100%;
      }

      .size input {
        width: 4.5rem;
      }

      .actions {
        min-height: 2rem;
      }

      @media (max-width: 40rem) {
        .frame {
          grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
        }

        dialog {
          width: 100vw;
          height: 100vh;
          height: 100dvh;
          border: 0;
          border-radius: 0;
        }

        nav {
          padding: var(--space-2);
          border-right: 0;
          border-bottom: 1px solid var(--line);
        }

        nav > div {
          display: flex;
          flex-wrap: wrap;
          gap: var(--space-1);
        }

        nav h3 {
          display: none;
        }

        .choice {
          background: var(--sunken);
          font-size: var(--text-small);
        }
      }
    `,
  ];

  @state() private format: Format = FORMATS[0]!;
  @state() private picture: PictureStyle = { width: 960, height: 640, theme: "light" };
  @state() private message = "";
  @state() private isOpen = false;
  @query("dialog") private readonly dialog!: HTMLDialogElement;
  /** The preview's picture, as an address that is given back. */
  #source: { svg: string; url: string } | null = null;

  async open(): Promise<void> {
    this.picture = { ...this.picture, theme: this.session.theme };
    this.isOpen = true;
    await this.updateComplete;
    this.dialog.showModal();
  }

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.#closed} @click=${this.#clicked}>
      ${this.isOpen ? this.#frame() : nothing}
    </dialog>`;
  }

  #frame() {
    const groups = [...new Set(FORMATS.map(({ group }) => group))];
    return html`<div class="frame">
      <div class="head">
        <h2 id="heading">${words.takeAlong.heading}</h2>
        <div class="row">
          <button type="button" @click=${this.#print}>${words.takeAlong.print}</button>
          <button type="button" class="icon" aria-label=${words.takeAlong.close} @click=${() => this.dialog.close()}>
            <svg class="line" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4l-8 8" /></svg>
          </button>
        </div>
      </div>
      <nav aria-label=${words.takeAlong.formats}>
        <div role="radiogroup" aria-label=${words.takeAlong.formats}>
          ${groups.map(
            (group) => html`<h3>${words.takeAlong.groups[group]}</h3>
              ${FORMATS.filter((format) => format.group === group).map((format) => this.#choice(format))}`,
          )}
        </div>
      </nav>
      ${this.#content()}
    </div>`;
  }

  #choice(format: Format) {
    const choose = (): void => {
      this.format = format;
      this.message = "";
    };
    return html`<label class="choice">
      <input type="radio" name="format" .checked=${format === this.format} @change=${choose} />
      ${words.takeAlong.names[format.id]}
    </label>`;
  }

  #content() {
    const { format } = this;
    const result = made(format, this.session, this.picture);
    const text = "text" in result ? result.text : "";
    const isPicture = format.group === "picture";
    return html`<div class="content">
      <p class="muted">${words.takeAlong.help[format.id]}</p>
      ${isPicture ? this.#style() : nothing} ${"problem" in result ? problem(result.problem) : nothing}
      ${isPicture ? this.#shownPicture(text) : this.#shownText(format, text)}
      <div class="row spread actions">
        <div class="row">
          <button type="button" class="primary" ?disabled=${text === ""} @click=${() => this.#download(text)}>
            ${words.takeAlong.download(format.file)}
          </button>
          <button type="button" ?disabled=${text === ""} @click=${() => this.#copy(text)}>${words.takeAlong.copy}</button>
        </div>
        <p role="status">${this.message}</p>
      </div>
    </div>`;
  }

  #shownText(format: Format, text: string) {
    if (text === "") return nothing;
    const isLong = text.length > SHOWN;
    return html`<pre
      class=${format.group === "link" ? "wrapped" : ""}
      tabindex="0"
      role="region"
      aria-label=${words.takeAlong.preview}
    >${isLong ? `${text.slice(0, SHOWN)}\n…` : text}</pre>`;
  }

  #shownPicture(svg: string) {
    if (svg === "") return nothing;
    if (this.#source?.svg !== svg) {
      this.#forget();
      this.#source = { svg, url: URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" })) };
    }
    return html`<div class="picture"><img src=${this.#source.url} alt=${words.takeAlong.preview} /></div>`;
  }

  #style() {
    const { picture } = this;
    const side = (key: "width" | "height") => {
      const change = (event: Event): void => {
        const input = event.target as HTMLInputElement;
        const value = Math.round(Number(input.value));
        if (value >= SMALLEST && value <= LARGEST) this.picture = { ...picture, [key]: value };
        else input.value = String(picture[key]);
      };
      return html`<label class="row">
        ${words.takeAlong[key]}
        <input type="text" inputmode="numeric" .value=${String(picture[key])} @change=${change} />
      </label>`;
    };
    return html`<div class="row size">
      ${segments(
        words.theme.label,
        "picture-theme",
        THEMES.map((value) => ({ value, label: words.theme[value] })),
        picture.theme,
        (theme) => (this.picture = { ...picture, theme }),
      )}
      ${side("width")} ${side("height")}
    </div>`;
  }

  async #copy(text: string): Promise<void> {
    try {
      if (this.format.id === "png") {
        await navigator.clipboard.write([new ClipboardItem({ "image/png": rasterize(text, this.picture) })]);
      } else await navigator.clipboard.writeText(text);
      this.message = words.takeAlong.copied;
    } catch {
      this.message = words.takeAlong.notCopied; // refused, or the page is not served securely
    }
  }

  async #download(text: string): Promise<void> {
    const { format, picture } = this;
    try {
      const blob = format.id === "png" ? await rasterize(text, picture) : new Blob([text], { type: format.type });
      download(blob, format.file);
      this.message = words.takeAlong.downloaded(format.file);
    } catch {
      this.message = words.takeAlong.notMade;
    }
  }

  #print(): void {
    this.dialog.close();
    // Once the dialog is gone from the page.
    requestAnimationFrame(() => print());
  }

  #closed(): void {
    this.isOpen = false;
    this.message = "";
    this.#forget();
  }

  /** A click beside the frame is one on the dialog's backdrop. */
  #clicked(event: Event): void {
    if (event.target === this.dialog) this.dialog.close();
  }

  #forget(): void {
    if (this.#source !== null) URL.revokeObjectURL(this.#source.url);
    this.#source = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-take-along": FlTakeAlong;
  }
}
