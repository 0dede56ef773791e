/** Keeps the site for times without a network, once the page has what it needs itself. */
export function keepOffline(script: string | undefined): void {
  // Browsers keep nothing for a page from a file or over an insecure connection.
  if (script === undefined || !isSecureContext || !location.protocol.startsWith("http") || !("serviceWorker" in navigator)) return;
  const register = (): void => {
    navigator.serviceWorker.register(new URL(script, document.baseURI)).catch(() => {
      // Refused by the browser's settings: the page does without.
    });
  };
  if (document.readyState === "complete") setTimeout(register, QUIET);
  else addEventListener("load", () => setTimeout(register, QUIET), { once: true });
}

/** Milliseconds after which the first picture is drawn and the fonts are there. */
const QUIET = 1000;
