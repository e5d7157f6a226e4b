// The framer bench: the crate duplex-socketio beside the official parsers, in Chromium and natively, alternating in one run.
//
//     cargo xtask bench framer                 30 rounds, about 2 minutes
//     node tests/perf/framer.mjs --quick       5 rounds, of what the command has built
//     node tests/perf/framer.mjs --rounds 60
//
// Each number is the official parsers' time divided by ours for the same messages: above 1 ours is faster.
import { spawn } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { startSite } from "../support/site.mjs";
import { launch } from "./cdp.mjs";
import { inputs, packetsOf } from "./framer-inputs.mjs";
import { median, percentile } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../target");
// `cargo xtask bench framer` has put the WASM there.
const folder = join(target, "framer");

const { values: options } = parseArgs({
  options: { rounds: { type: "string" }, quick: { type: "boolean", default: false } },
});
const rounds = Number(options.rounds ?? (options.quick ? 5 : 30));
const millis = 15;
const names = Object.keys(inputs);
const { build } = createRequire(here("../../editor/package.json"))("esbuild");
await build({
  absWorkingDir: here("."),
  entryPoints: ["framer-page.mjs", "framer-official.mjs"],
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  format: "esm",
  platform: "browser",
  external: ["./duplex_framer.js"],
  logLevel: "warning",
});
await writeFile(join(folder, "index.html"), '<!doctype html><script type="module" src="framer-page.mjs"></script>');
const { Official } = await import(pathToFileURL(join(folder, "framer-official.mjs")));

const ways = { default: ["official", "wasm", "encoded", "batch", "cross", "crossEncoded"], binary: ["official", "wasm", "framing"] };
const waysOf = (name) => ways[name] ?? ways.default;
const site = await startSite({ root: folder });
const browser = await launch();
const { page } = browser;
const results = Object.fromEntries(names.map((name) => [name, {}]));
const push = (name, way, ratio) => (results[name][way] ??= []).push(ratio);
try {
  await page.goto(site.url);
  await page.until("the page", () => globalThis.isReady);
  for (const name of names) {
    const seen = await page.call((name, ways) => globalThis.seen(name, ways), name, waysOf(name));
    console.log(name, JSON.stringify(seen));
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const order = waysOf(name).slice();
      for (let n = 0; n < round % order.length; n += 1) order.push(order.shift());
      const nanos = await page.call((...args) => globalThis.decodeRound(...args), name, order, millis);
      const official = nanos[order.indexOf("official")];
      order.forEach((way, n) => push(name, way, way === "official" ? nanos[n] : official / nanos[n]));
      const enc = await page.call((...args) => globalThis.encodeRound(...args), name, ["official", "wasm"], millis);
      if (round === 0) console.log(name, JSON.stringify(enc));
      push(name, "encode", enc.nanos[0] / enc.nanos[1]);
    }
  }
} finally {
  await browser.close();
  await site.stop();
}
for (const name of names) {
  console.log(name.padEnd(12), Object.entries(results[name]).map(([way, list]) => `${way} ${median(list).toFixed(2)} [${percentile(list,0.25).toFixed(2)}-${percentile(list,0.75).toFixed(2)}]`).join("  "));
}
