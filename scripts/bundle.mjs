// Trunk's post-build hook: splits the WebAssembly module, bundles www/ into the folder Trunk is about to publish and names the
// files, which carry a hash of their content, in the page.
import { createHash } from "node:crypto";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, extname, join, relative, sep } from "node:path";
import { build } from "esbuild";
import katex from "katex";
import { makeModule } from "./module.mjs";

const folder = process.env.TRUNK_STAGING_DIR ?? "";
if (folder === "") throw new Error("run by Trunk: see trunk.toml");
const isRelease = process.env.TRUNK_PROFILE === "release";
/** Whether this is the build out of which `scripts/profile.mjs` learns what the first view needs. */
const isProfile = process.env.FALLLINE_PROFILE !== undefined;
/** @type {{ functions: string[], formulas: string[] }} */
const firstView = isProfile ? { functions: [], formulas: [] } : JSON.parse(await readFile("scripts/first-view.json", "utf8"));

const page = join(folder, "index.html");
let html = await readFile(page, "utf8");

/**
 * What the page names on its start-up script.
 * @param {string} part
 */
function named(part) {
  const name = new RegExp(`data-${part}="\\./([^"]+)"`).exec(html)?.[1];
  if (name === undefined) throw new Error(`the page names no ${part}`);
  return name;
}

const [bindings, wasm] = [named("module"), named("wasm")];
const made = await makeModule({
  bindings: await readFile(join(folder, bindings), "utf8"),
  wasm: await readFile(join(folder, wasm)),
  firstView: isProfile ? undefined : new Set(firstView.functions),
  write: writeHashed,
});
await rm(join(folder, wasm));
await rm(join(folder, bindings));
const entry = join(folder, "split.js");
await writeFile(entry, made.bindings);
html = html.replaceAll(`./${wasm}`, `./${made.wasm}`).replaceAll(`./${bindings}`, "./split.js");
// Workers load the module of the package: in one file, and built for speed.
const fast = isProfile ? [] : ["pkg/fallline.js"];
if (!isProfile) {
  const fastWasm = await writeHashed("fallline-fast.wasm", await readFile("pkg/fallline_bg.wasm"));
  html = html.replace(" data-worker=", ` data-worker-module="./fallline.js" data-worker-wasm="./${fastWasm}" data-worker=`);
}

/** @param {string} name @param {Uint8Array} bytes */
async function writeHashed(name, bytes) {
  const hashed = name.replace(/\.(?=\w+$)/, `-${hash(bytes, "hex").slice(0, 8)}.`);
  await writeFile(join(folder, hashed), bytes);
  return hashed;
}

/** @param {Uint8Array} bytes @param {"hex" | "base64"} encoding */
function hash(bytes, encoding) {
  return createHash("sha256").update(bytes).digest(encoding);
}

const options = JSON.parse(await readFile("www/katex-options.json", "utf8"));
/** Typesets the formulas of the first view, for which the page then needs no KaTeX. */
const formulas = {
  name: "formulas",
  setup(/** @type {import("esbuild").PluginBuild} */ { onLoad }) {
    onLoad({ filter: /[\\/]www[\\/]formulas\.json$/ }, () => {
      const typeset = firstView.formulas.map((tex) => [tex, katex.renderToString(tex, options).replaceAll(' style="', ' data-style="')]);
      return { contents: JSON.stringify(Object.fromEntries(typeset)), loader: "json" };
    });
  },
};

const { metafile } = await build({
  entryPoints: ["www/main.ts", "www/main.css", "www/worker.ts", entry, ...fast],
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
  minify: isRelease,
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
  plugins: [formulas],
});
await rm(entry);

// KaTeX's style sheet asks for fonts/, next to the page. Every browser of the list above reads the WOFF2 ones.
await cp("node_modules/katex/dist/fonts", join(folder, "fonts"), {
  recursive: true,
  filter: (path) => extname(path) === "" || extname(path) === ".woff2",
});

for (const [path, { entryPoint, imports }] of Object.entries(metafile.outputs)) {
  if (entryPoint === undefined) continue;
  const name = basename(entryPoint).replace(/\.ts$/, ".js");
  // A lazily imported module is an entry point for esbuild too, but the page does not name it.
  if (/(^|\/)(main|worker|split|fallline)\.\w+$/.test(entryPoint)) html = html.replaceAll(`"./${name}"`, `"./${basename(path)}"`);
  // What the page's script is made of is asked for with it, not after it.
  const needed = entryPoint === "www/main.ts" ? imports.filter(({ kind }) => kind === "import-statement") : [];
  const links = needed.map((chunk) => `<link rel="modulepreload" href="./${basename(chunk.path)}">`);
  html = html.replace("</head>", `${links.join("")}</head>`);
}
html = html.replace(" data-worker=", ' data-service-worker="./service-worker.js" data-worker=');
await writeFile(page, html);

// Last, the service worker, which knows every file of the site.
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const paths = entries.filter((entry) => entry.isFile() && extname(entry.name) !== ".txt").map(({ parentPath, name }) => relative(folder, join(parentPath, name)).replaceAll(sep, "/"));
const files = await Promise.all(paths.sort().map(async (path) => [path, `sha256-${hash(await readFile(join(folder, path)), "base64")}`]));
const list = JSON.stringify(Object.fromEntries(files));
await build({
  entryPoints: ["www/offline/service-worker.ts"],
  outfile: join(folder, "service-worker.js"),
  bundle: true,
  define: { FILES: list, VERSION: JSON.stringify(hash(Buffer.from(list), "hex").slice(0, 16)) },
  minify: isRelease,
  logLevel: "warning",
});
