// Trunk's post-build hook: bundles www/ into the folder Trunk is about to publish and names the bundle's files, which
// carry a hash of their content, in the page.
import { cp, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { build } from "esbuild";

const folder = process.env.TRUNK_STAGING_DIR;
if (folder === undefined) throw new Error("run by Trunk: see trunk.toml");

const { metafile } = await build({
  entryPoints: ["www/main.ts", "www/main.css", "www/worker.ts"],
  outdir: folder,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  // Lazy imports (formulas, graph layout) become files of their own, loaded when they are first needed.
  splitting: true,
  format: "esm",
  // Data are files beside the bundle, loaded when they are first needed.
  loader: { ".bin": "file" },
  // The first that know CSS light-dark(), on which both themes rest.
  target: ["chrome123", "firefox120", "safari17.5"],
  minify: process.env.TRUNK_PROFILE === "release",
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
});

// KaTeX's style sheet asks for fonts/, next to the page. Every browser of the list above reads the WOFF2 ones.
await cp("node_modules/katex/dist/fonts", join(folder, "fonts"), {
  recursive: true,
  filter: (path) => extname(path) === "" || extname(path) === ".woff2",
});

const page = join(folder, "index.html");
let html = await readFile(page, "utf8");
for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
  if (entryPoint === undefined) continue;
  const name = basename(entryPoint).replace(/\.ts$/, ".js");
  // A lazily imported module is an entry point for esbuild too, but the page does not name it.
  if (/^www\/(main|worker)\./.test(entryPoint)) html = html.replaceAll(`"./${name}"`, `"./${basename(path)}"`);
  // What the page's script is made of is asked for with it, not after it.
  const needed = entryPoint === "www/main.ts" ? imports.filter(({ kind }) => kind === "import-statement") : [];
  const links = needed.map((chunk) => `<link rel="modulepreload" href="./${basename(chunk.path)}">`);
  html = html.replace("</head>", `${links.join("")}</head>`);
}
await writeFile(page, html);
