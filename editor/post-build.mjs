// Trunk's post_build hook: tells boot.js where the editor, the notes and the demo server are, has long texts encoded by
// the browser, and names the session's files by their content; in a release also minifies the scripts, names all of them
// and the WASM so, and adds the content-security policy.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { transformSync } from "esbuild";
import { encodeLongTexts } from "./glue.mjs";

const site = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === "release";

// Sockets may go anywhere: that is what the page is for. Styles are `<style>` elements that stylist makes.
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self' ws: wss: http: https:",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
].join("; ");

const page = join(site, "index.html");
let html = readFileSync(page, "utf8");

/** Replaces every `from`; a replacement that finds nothing means that Trunk writes its page differently now. */
const replace = (from, to) => {
  if (!html.includes(from)) throw new Error(`post-build: ${from} is not in index.html`);
  html = html.replaceAll(from, to);
};

const attribute = (name) => {
  const value = html.match(new RegExp(`${name}="([^"]*)"`))?.[1];
  if (value === undefined) throw new Error(`post-build: ${name} is not in index.html`);
  return value;
};

/** Where an attribute of the page points to. */
const file = (name) => attribute(name).replace(/^\.\//, "");

const minify = (name) => {
  const path = join(site, name);
  const { code } = transformSync(readFileSync(path, "utf8"), { minify: true, target: "es2022", legalComments: "none" });
  writeFileSync(path, code);
};

/** Renames a file by what is in it, so that a cache may keep it for ever. */
const nameByContent = (name) => {
  const path = join(site, name);
  const type = extname(name);
  const hash = createHash("sha256").update(readFileSync(path)).digest("hex").slice(0, 16);
  // Trunk's own hash (without leading zeros) is of cargo's WASM, before wasm-opt and without the glue: it goes.
  const hashed = `${name.slice(0, -type.length).replace(/-[0-9a-f]{8,16}(?=_bg$|$)/, "")}-${hash}${type}`;
  renameSync(path, join(site, hashed));
  replace(name, hashed);
};

for (const name of readdirSync(join(site, "editor"))) {
  const bundle = name.replace(/-[0-9a-f]{16}\.js$/, "");
  replace(`data-${bundle}=""`, `data-${bundle}="./editor/${name}"`);
}
replace('data-demo=""', `data-demo="${process.env.DUPLEX_DEMO ?? ""}"`);

for (const name of [file("data-js"), file("data-session-js")]) {
  const path = join(site, name);
  writeFileSync(path, encodeLongTexts(readFileSync(path, "utf8")));
}

// Without a name that changes, as Trunk leaves these, a page that is built anew might meet the session of before.
const names = [file("data-session-js"), file("data-session-wasm")];
if (release) {
  html = html.replace(/<!--.*?-->/gs, "").replace(/^\s*\n/gm, "");
  names.push(file("data-js"), file("data-wasm"), file("data-worker"), "boot.js", "theme.js");
  names.filter((name) => extname(name) === ".js").forEach(minify);
  replace('<meta charset="utf-8"', `<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"`);
}
names.forEach(nameByContent);

writeFileSync(page, html);

// After each build, below what the compiler said: where the page is.
if (process.env.DUPLEX_URL) console.log(`\n  Duplex is at ${process.env.DUPLEX_URL} – Ctrl+C ends it.\n`);
