import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { test } from "node:test";
import { fileOf, serve } from "../serve.mjs";

test("an address under the base names a file of the folder, and no other does", () => {
  const folder = join(sep, "site");
  assert.equal(fileOf(folder, "/a/b/", "/a/b/"), join(folder, "index.html"));
  assert.equal(fileOf(folder, "/a/b/", "/a/b/x%20y.js?v=1"), join(folder, "x y.js"));
  assert.equal(fileOf(folder, "/a/b/", "/main.js"), undefined);
  assert.equal(fileOf(folder, "/", "/../secret"), undefined);
  assert.equal(fileOf(folder, "/", "/%2e%2e/site-secret"), undefined);
  assert.equal(fileOf(folder, "/", "/%"), undefined);
});

test("files are served with their type", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fall-line-"));
  writeFileSync(join(folder, "index.html"), "<p>here</p>");
  writeFileSync(join(folder, "a.wasm"), "\0asm");
  const { url, close } = await serve({ folder, base: "/some/path/" });
  try {
    const page = await fetch(url);
    assert.equal(page.headers.get("content-type"), "text/html; charset=utf-8");
    assert.equal(await page.text(), "<p>here</p>");
    assert.equal((await fetch(`${url}a.wasm`)).headers.get("content-type"), "application/wasm");
    assert.equal((await fetch(`${url}missing`)).status, 404);
  } finally {
    close();
    rmSync(folder, { recursive: true });
  }
});
