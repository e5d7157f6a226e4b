// What a first visit downloads, by part, as a static host sends it (gzip); fails when it is over the budget.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const site = join(root, "dist");
const { first_load_gzip_bytes: limit } = JSON.parse(readFileSync(join(root, "tests/perf/budgets.json"), "utf8"));

const parts = [
  ["HTML", /\.html$/],
  ["CSS", /\.css$/],
  ["Boot scripts", /^(boot|theme)-.*\.js$/],
  ["Glue", /^(duplex-|snippets\/).*\.js$/],
  ["WASM", /^duplex_bg-.*\.wasm$/],
  ["Icons, manifest", /\.(svg|webmanifest)$/],
];
/** What the page asks for once it is up. */
const later = [
  ["Session, later", /^(session|session_bg|worker)-/],
  ["Editor, later", /^editor\/editor-/],
  ["Notes, later", /^editor\/notes-/],
];

const files = readdirSync(site, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .map((path) => ({ name: path.slice(site.length + 1).replaceAll("\\", "/"), bytes: readFileSync(path) }));

const unknown = files.filter(({ name }) => ![...parts, ...later].some(([, pattern]) => pattern.test(name)));
if (unknown.length) throw new Error(`no part of the site: ${unknown.map(({ name }) => name).join(", ")}`);

const measure = (pattern) => {
  const found = files.filter(({ name }) => pattern.test(name));
  const sum = (size) => found.reduce((total, { bytes }) => total + size(bytes), 0);
  return [sum((bytes) => bytes.length), sum((bytes) => gzipSync(bytes, { level: 9 }).length)];
};
const show = (label, [raw, gzip]) =>
  console.log(`  ${label.padEnd(16)}${raw.toLocaleString("en").padStart(10)}${gzip.toLocaleString("en").padStart(10)}`);

console.log(`  ${"First load".padEnd(16)}${"bytes".padStart(10)}${"gzip".padStart(10)}`);
const total = [0, 0];
for (const [label, pattern] of parts) {
  const size = measure(pattern);
  show(label, size);
  size.forEach((bytes, i) => (total[i] += bytes));
}
show("Total", total);
for (const [label, pattern] of later) show(label, measure(pattern));

if (total[1] > limit) {
  console.error(`The first load is over its budget of ${limit.toLocaleString("en")} bytes (tests/perf/budgets.json).`);
  process.exit(1);
}
