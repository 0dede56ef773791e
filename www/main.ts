import type { Fallline } from "./api.js";
import { Session } from "./session.js";
import { words } from "./words.js";
import "./components/fl-app.js";

interface Module extends Fallline {
  default(init: { module_or_path: URL }): Promise<unknown>;
}

/** Loads the WebAssembly module that Trunk named on the start-up script's tag. */
async function load(): Promise<Fallline> {
  const { module, wasm } = document.querySelector<HTMLScriptElement>("script[data-module]")?.dataset ?? {};
  if (module === undefined || wasm === undefined) throw new Error("the page names no WebAssembly module");
  const bindings = (await import(new URL(module, document.baseURI).href)) as Module;
  await bindings.default({ module_or_path: new URL(wasm, document.baseURI) });
  return bindings;
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
  const session = new Session(await load(), location.hash);
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
