/** The second file of the WebAssembly module: what the first view does not need. */
export class Rest {
  readonly #url: URL;
  readonly #imports: () => WebAssembly.Imports;
  readonly #started: () => void;
  #coming: Promise<WebAssembly.Module> | null = null;
  #isThere = false;

  /** What it imports is there once the first file has been started. */
  constructor(url: URL, imports: () => WebAssembly.Imports, started: () => void) {
    this.#url = url;
    this.#imports = imports;
    this.#started = started;
  }

  /** Loads it without blocking. Where that fails, the first function of it that is called tries again. */
  async prepare(firstStarted: Promise<unknown>): Promise<void> {
    try {
      this.#coming ??= fetchModule(this.#url);
      const [module] = await Promise.all([this.#coming, firstStarted]);
      this.#start(module);
    } catch {
      this.#coming = null;
    }
  }

  /** Loads it at once: called out of WebAssembly, which cannot wait. */
  load(): void {
    const request = new XMLHttpRequest();
    request.open("GET", this.#url, false);
    // On a page a synchronous request gives text only; with this each character is a byte.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    try {
      request.send();
    } catch (error) {
      throw lost(this.#url, error);
    }
    if (request.status !== 200) throw lost(this.#url, request.status);
    this.#start(new WebAssembly.Module(Uint8Array.from(request.responseText, (character) => character.charCodeAt(0))));
  }

  #start(module: WebAssembly.Module): void {
    if (this.#isThere) return;
    new WebAssembly.Instance(module, this.#imports());
    this.#started();
    this.#isThere = true;
  }
}

async function fetchModule(url: URL): Promise<WebAssembly.Module> {
  const response = await fetch(url);
  if (!response.ok) throw lost(url, response.status);
  return WebAssembly.compile(await response.arrayBuffer());
}

/** An error of the kind that leaves the module unusable, as a call that was cut short does. */
function lost(url: URL, cause: unknown): WebAssembly.RuntimeError {
  return new WebAssembly.RuntimeError(`${url.pathname} could not be loaded (${String(cause)})`);
}
