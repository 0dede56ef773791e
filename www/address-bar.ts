/** Milliseconds between two changes of the address: browsers refuse one that changes too often. */
const DELAY = 150;

/** Keeps the address of the page equal to what the state says it is. */
export class AddressBar {
  readonly #current: () => string;
  #timer = 0;
  #written = -Infinity;
  /** The address of the history's entry that the page is in. It differs from the browser's on the way to another. */
  #entry = location.hash;

  constructor(current: () => string) {
    this.#current = current;
  }

  /** Brings the address up to date at once. */
  flush(): void {
    this.stop();
    this.#written = performance.now();
    this.#write(this.#current());
  }

  /** The browser has come to another entry of its history. */
  arrive(): void {
    this.stop();
    this.#entry = location.hash;
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
    this.#write(left);
    if (this.#current() === left) return;
    history.pushState(null, "", this.#current());
    this.#entry = location.hash;
  }

  /** An entry that the browser is on the way to must not get the address of the one that it leaves. */
  #write(address: string): void {
    if (location.hash !== this.#entry || address === this.#entry) return;
    history.replaceState(null, "", address);
    this.#entry = location.hash;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
