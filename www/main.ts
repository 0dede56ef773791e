import type { Fallline } from "./api.js";
import { Background } from "./background.js";
import { Session } from "./session.js";
import { words } from "./words.js";
import "./components/fl-app.js";

interface Module extends Fallline {
  default(init: { module_or_path: URL }): Promise<unknown>;
}

/** Loads the WebAssembly module that Trunk named on the start-up script's tag; a worker will load the same. */
async function load(): Promise<[Fallline, Background]> {
  const { module, wasm, worker } = document.querySelector<HTMLScriptElement>("script[data-module]")?.dataset ?? {};
  const [script, code, background] = [module, wasm, worker].map((name) => {
    if (name === undefined) throw new Error("the page does not name all parts of the WebAssembly module");
    return new URL(name, document.baseURI);
  }) as [URL, URL, URL];
  const bindings = (await import(script.href)) as Module;
  await bindings.default({ module_or_path: code });
  return [bindings, new Background(background, { script: script.href, wasm: code.href })];
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
  const session = new Session(...(await load()), location.hash);
  watchForPanics(session);
  addEventListener("hashchange", () => session.arrive(location.hash));
  addEventListener("pagehide", () => session.flush());
  const app = document.createElement("fl-app");
  app.session = session;
  document.body.append(app);
} catch (error) {
  say(words.notice.loadFailed);
  throw error;
}
