/** Milliseconds between two changes of the address: browsers refuse one that changes too often. */
const DELAY = 150;

/** Keeps the address of the page equal to what the state says it is. */
export class AddressBar {
  readonly #current: () => string;
  #timer = 0;
  #written = -Infinity;

  constructor(current: () => string) {
    this.#current = current;
  }

  /** Brings the address up to date at once. */
  flush(): void {
    this.stop();
    this.#written = performance.now();
    if (location.hash !== this.#current()) history.replaceState(null, "", this.#current());
  }

  /** Brings the address up to date at once, or as soon as browsers like it. */
  replace(): void {
    if (this.#timer !== 0) return;
    const wait = this.#written + DELAY - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer = window.setTimeout(() => this.flush(), wait);
  }

  /** Makes a step of the browser's history; the entry that is left keeps the address that it had come to. */
  push(left: string): void {
    this.stop();
    if (location.hash !== left) history.replaceState(null, "", left);
    if (this.#current() !== left) history.pushState(null, "", this.#current());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
