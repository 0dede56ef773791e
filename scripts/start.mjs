// npm start: sets up what is missing, builds the page and serves it until Ctrl-C.
import { buildPackage, buildSite } from "./build.mjs";
import { main } from "./process.mjs";
import { serve } from "./serve.mjs";
import { setup } from "./setup.mjs";

/** The first free port from 8080 on, or the one in PORT. */
async function serveOnFreePort() {
  if (process.env.PORT !== undefined) return serve({ port: Number(process.env.PORT) });
  for (let port = 8080; port < 8100; port += 1) {
    try {
      return await serve({ port });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EADDRINUSE") throw error;
    }
  }
  return serve();
}

await main(async () => {
  const env = await setup("build");
  await buildPackage(env);
  await buildSite(env);
  const { url } = await serveOnFreePort();
  console.log(`\nFall Line is on ${url} (Ctrl-C ends it)`);
});
