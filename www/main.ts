import { Background } from "./background.js";
import { type Bindings, loadModule } from "./load.js";
import { keepOffline } from "./offline/register.js";
import { Session } from "./session.js";
import { prepareTypesetter } from "./typeset.js";
import { words } from "./words.js";
import "./components/fl-app.js";

/** What a person does first. */
const SIGNS_OF_LIFE = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "focusin"];

/** What the build names on the start-up script's tag. */
function parts(): DOMStringMap {
  return document.querySelector<HTMLScriptElement>("script[data-module]")?.dataset ?? {};
}

/** Loads the WebAssembly module that the build named on the start-up script's tag; workers will load one that is built for speed, where there is one. */
async function load(): Promise<[Bindings, Background]> {
  const { module, wasm, worker, workerModule, workerWasm } = parts();
  const [script, code, background, fastScript, fastCode] = [module, wasm, worker, workerModule ?? module, workerWasm ?? wasm].map((name) => {
    if (name === undefined) throw new Error("the page does not name all parts of the WebAssembly module");
    return new URL(name, document.baseURI).href;
  }) as [string, string, string, string, string];
  // The first file is what the bare page needs; an address may ask for anything. What is kept for offline use is there at
  // once, and could not be asked for on the spot without a network.
  const isKept = (navigator.serviceWorker as ServiceWorkerContainer | undefined)?.controller != null;
  const bindings = await loadModule(script, code, location.hash !== "" || isKept);
  return [bindings, new Background(new URL(background), { script: fastScript, wasm: fastCode })];
}

/** Gets what the first view did without before it is asked for. */
function prepare(bindings: Bindings): void {
  const listening = new AbortController();
  const begin = (): void => {
    listening.abort();
    void bindings.prepareRest?.(Promise.resolve());
    void prepareTypesetter();
  };
  for (const sign of SIGNS_OF_LIFE) addEventListener(sign, begin, { capture: true, passive: true, signal: listening.signal });
}

/** A panic reaches the page as an event with its message, and then as an error out of the call that panicked. */
function watchForPanics(session: Session): void {
  addEventListener("fallline:panic", (event) => session.fail(String((event as CustomEvent<unknown>).detail)));
  const check = (error: unknown): void => {
    if (error instanceof WebAssembly.RuntimeError) session.fail(error.message);
  };
  addEventListener("error", ({ error }) => check(error));
  addEventListener("unhandledrejection", ({ reason }) => check(reason));
}

function say(message: string): void {
  const paragraph = document.createElement("p");
  paragraph.className = "message";
  paragraph.setAttribute("role", "alert");
  paragraph.textContent = message;
  document.body.append(paragraph);
}

try {
  const [bindings, background] = await load();
  const session = new Session(bindings, background, location.hash);
  prepare(bindings);
  watchForPanics(session);
  addEventListener("hashchange", () => session.arrive(location.hash));
  addEventListener("pagehide", () => session.flush());
  const app = document.createElement("fl-app");
  app.session = session;
  document.body.append(app);
  keepOffline(parts().serviceWorker);
} catch (error) {
  say(words.notice.loadFailed);
  throw error;
}
