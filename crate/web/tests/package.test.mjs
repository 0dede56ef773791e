// The package that `npm run build` makes, in Node.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { initSync, version } from "../../../pkg/fallline.js";

const folder = new URL("../../../pkg/", import.meta.url);
initSync({ module: readFileSync(new URL("fallline_bg.wasm", folder)) });

test("the module and the package have the same version", () => {
  const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
  assert.equal(version(), manifest.version);
  assert.equal(manifest.name, "fallline");
});
