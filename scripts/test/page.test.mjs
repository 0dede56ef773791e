// The unit tests of the page's modules. They are TypeScript, which Node 20 does not read, so esbuild translates them.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../process.mjs";

const folder = join(root, "www", "test");
const { outputFiles } = await build({
  entryPoints: readdirSync(folder).map((name) => join(folder, name)),
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
  outdir: folder,
});
for (const { text } of outputFiles) await import(`data:text/javascript,${encodeURIComponent(text)}`);
