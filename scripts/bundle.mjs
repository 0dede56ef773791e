// Trunk's post-build hook: bundles www/ into the folder Trunk is about to publish and names the bundle's files, which
// carry a hash of their content, in the page.
import { readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { build } from "esbuild";

const folder = process.env.TRUNK_STAGING_DIR;
if (folder === undefined) throw new Error("run by Trunk: see trunk.toml");

const { metafile } = await build({
  entryPoints: ["www/main.ts", "www/main.css"],
  outdir: folder,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  bundle: true,
  // Lazy imports (formulas, graph layout) become files of their own, loaded when they are first needed.
  splitting: true,
  format: "esm",
  // Top-level await and everything else that a browser with WebAssembly bulk memory and reference types has.
  target: ["chrome96", "firefox100", "safari16"],
  minify: process.env.TRUNK_PROFILE === "release",
  // Every such browser reads WOFF2; the older copies of a font stay out.
  loader: { ".woff2": "file", ".woff": "empty", ".ttf": "empty", ".md": "text" },
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

const page = join(folder, "index.html");
let html = await readFile(page, "utf8");
for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint === undefined) continue;
  const name = basename(entryPoint).replace(/\.ts$/, ".js");
  // A lazily imported module is an entry point for esbuild too, but the page does not name it.
  if (entryPoint.startsWith("www/main.")) html = html.replaceAll(`"./${name}"`, `"./${basename(path)}"`);
}
await writeFile(page, html);
