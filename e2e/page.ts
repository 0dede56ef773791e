import { expect, test as base } from "@playwright/test";

/** Playwright's test, for which a message in the console or an uncaught error on the page is a failure. */
export const test = base.extend<{ quietConsole: void }>({
  quietConsole: [
    async ({ page }, use) => {
      const messages: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") messages.push(message.text());
      });
      page.on("pageerror", (error) => messages.push(String(error)));
      await use();
      expect(messages).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
