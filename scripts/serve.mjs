// Serves a folder of static files on 127.0.0.1, optionally under a path as a web host would.
// node scripts/serve.mjs [--port 8080] [--base /some/path/] [--folder dist]
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "./process.mjs";

/** @type {Record<string, string>} */
const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/**
 * The file that an address names.
 * @param {string} folder an absolute path
 * @param {string} base
 * @param {string} address path and query of a request
 * @returns {string | undefined} nothing where the address leads out of the folder or is not under `base`
 */
export function fileOf(folder, base, address) {
  let path;
  try {
    path = decodeURIComponent(address.replace(/[?#].*$/s, ""));
  } catch {
    return undefined;
  }
  if (!path.startsWith(base) || path.includes("\0")) return undefined;
  const file = normalize(join(folder, path.slice(base.length)));
  if (file !== folder && !file.startsWith(folder + sep)) return undefined;
  return path.endsWith("/") ? join(file, "index.html") : file;
}

/**
 * @param {{ folder?: string, base?: string, port?: number }} [options] port 0 is any free one
 * @returns {Promise<{ url: string, close(): void }>}
 */
export function serve({ folder = join(root, "dist"), base = "/", port = 0 } = {}) {
  const top = resolve(folder);
  const server = createServer(async (request, response) => {
    const file = fileOf(top, base, request.url ?? "/");
    const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
    if (file === undefined || !found?.isFile()) {
      response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not found\n");
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      "content-length": found.size,
      "cache-control": "no-cache",
    });
    if (request.method === "HEAD") response.end();
    else createReadStream(file).pipe(response);
  });
  return new Promise((ready, failed) => {
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      const address = /** @type {import("node:net").AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        server.closeAllConnections();
      };
      ready({ url: `http://127.0.0.1:${address.port}${base}`, close });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: "string" }, base: { type: "string" }, folder: { type: "string" } } });
  const { url } = await serve({ ...values, port: Number(values.port ?? 8080) });
  console.log(`Serving ${url}`);
}
