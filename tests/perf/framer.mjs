// The framer bench: the crate duplex-socketio beside the official parsers on the same messages, in Chromium and natively,
// alternating in one run.
//
//     cargo xtask bench framer                 30 rounds, about 2 minutes
//     cargo xtask bench framer --quick         5 rounds
//     node tests/perf/framer.mjs --rounds 60   of what the command has built
//
// A ratio is the official parsers' time divided by ours: above 1 ours is faster. Ours ends with kind, namespace, ack id,
// event name, checked payload as text and attachments; the official one's ends with values.
//
// "Copying alone" is the ratio that decoding would have if it took no time: no decoder of ours can be above it. Chromium
// and Node differ in that most of all, because Node's TextEncoder copies ASCII as fast as memory does.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { loadavg } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { encodeLongTexts } from "../../editor/glue.mjs";
import { startSite } from "../support/site.mjs";
import { launch } from "./cdp.mjs";
import { inputs } from "./framer-inputs.mjs";
import { median, percentile } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? here("../../target");
// The command has put the WASM there.
const folder = join(target, "framer");

const { values: options } = parseArgs({
  options: { rounds: { type: "string" }, quick: { type: "boolean", default: false } },
});
const rounds = Number(options.rounds ?? (options.quick ? 5 : 30));
const millis = 15;
const names = Object.keys(inputs);
const waysOf = (name) => {
  if (name === "binary") return ["official", "each", "framing"];
  const ways = ["official", "each", "plain", "copy"];
  return ["small", "ack"].includes(name) ? [...ways, "batch"] : ways;
};

// What costs a byte more the larger it is would show in one of these.
const shapes = {
  records: "records",
  numbers: "numbers",
  keys: "members",
  string: "one string",
  escapes: "escapes",
  nested: "arrays in arrays",
  objects: "objects in objects",
  placeholders: "records, one attachment",
  attachment: "one attachment",
};
const sizes = { "1 KB": 1 << 10, "16 KB": 1 << 14, "128 KB": 1 << 17, "1 MB": 1 << 20, "4 MB": 1 << 22, "16 MB": 1 << 24 };

/** Puts the page together: the glue as the product has it and as it comes, and the bundles. */
async function preparePage() {
  const glue = await readFile(join(folder, "duplex_framer.js"), "utf8").catch(() => {
    throw new Error("There is no harness. Make it: cargo xtask bench framer");
  });
  // The command leaves the glue as it comes.
  const page = join(folder, "page");
  await rm(page, { recursive: true, force: true });
  await mkdir(page);
  await writeFile(join(page, "duplex_framer_bg.wasm"), await readFile(join(folder, "duplex_framer_bg.wasm")));
  await writeFile(join(page, "duplex_framer_plain.js"), glue);
  await writeFile(join(page, "duplex_framer.js"), encodeLongTexts(glue));
  await writeFile(join(page, "index.html"), '<!doctype html><script type="module" src="framer-page.mjs"></script>');
  // esbuild is one of the editor's packages.
  const { build } = createRequire(here("../../editor/package.json"))("esbuild");
  await build({
    absWorkingDir: here("."),
    entryPoints: ["framer-page.mjs", "framer-official.mjs"],
    outdir: page,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "browser",
    external: ["./duplex_framer.js", "./duplex_framer_plain.js"],
    logLevel: "warning",
  });
  return page;
}

/** Nanoseconds by way of each round, for each input. */
const inPage = Object.fromEntries(names.map((name) => [name, []]));
const encoded = Object.fromEntries(names.map((name) => [name, []]));
const inNode = Object.fromEntries(names.map((name) => [name, []]));
const natively = Object.fromEntries(names.map((name) => [name, []]));
const costs = Object.fromEntries(Object.keys(shapes).map((shape) => [shape, {}]));

/** Turns a list by so many places, so that each is first now and then. */
const turned = (list, n) => {
  const places = (n + list.length) % list.length;
  return [...list.slice(places), ...list.slice(0, places)];
};
const byName = (ways, nanos) => Object.fromEntries(ways.map((way, index) => [way, nanos[index]]));
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

async function measureInPage(page) {
  const site = await startSite({ root: page });
  const browser = await launch();
  try {
    const { page } = browser;
    await page.goto(site.url);
    await page.until("the parsers", () => globalThis.isReady);
    for (const name of names) {
      const ways = waysOf(name).filter((way) => way !== "copy");
      const seen = await page.call((...args) => globalThis.seenIn(...args), name, ways);
      if (seen[0][0] === 0 || !seen.every((one) => same(one, seen[0]))) {
        throw new Error(`${name}: the parsers read different things: ${JSON.stringify(byName(ways, seen))}`);
      }
    }
    // The round before the first is for the compilers and does not count.
    for (let round = -1; round < rounds; round += 1) {
      process.stdout.write(`\rin Chromium: round ${round + 1} of ${rounds} `);
      for (const name of names) {
        const ways = turned(waysOf(name), round);
        const nanos = await page.call((...args) => globalThis.decodeRound(...args), name, ways, millis);
        if (round >= 0) inPage[name].push(byName(ways, nanos));
        const encoders = turned(["official", "each"], round);
        const { sizes, nanos: times } = await page.call((...args) => globalThis.encodeRound(...args), name, encoders, millis);
        if (sizes[0] === 0 || sizes[0] !== sizes[1]) throw new Error(`${name}: the encoders write ${sizes} characters`);
        if (round >= 0) encoded[name].push(byName(encoders, times));
      }
    }
  } finally {
    process.stdout.write("\n");
    await browser.close();
    await site.stop();
  }
}

async function measureInNode(page) {
  const { Official, each, received, time } = await import(pathToFileURL(join(page, "framer-official.mjs")));
  const { initSync, Harness } = await import(pathToFileURL(join(page, "duplex_framer.js")));
  initSync({ module: await readFile(join(page, "duplex_framer_bg.wasm")) });
  const official = new Official(() => {});
  const harness = new Harness();
  const runs = {
    official: each((data) => official.take(data)),
    each: each((data) => harness.take(data)),
    copy: each((data) => typeof data === "string" && harness.copy(data)),
  };
  for (let round = -1; round < rounds; round += 1) {
    process.stdout.write(`\rin Node: round ${round + 1} of ${rounds} `);
    for (const name of names) {
      const packets = received(name);
      const ways = turned(Object.keys(runs), round);
      const nanos = ways.map((way) => time(runs[way], packets, millis));
      if (round >= 0) inNode[name].push(byName(ways, nanos));
    }
  }
  process.stdout.write("\n");
}

async function measureNatively(page) {
  const { Official, each, received, time } = await import(pathToFileURL(join(page, "framer-official.mjs")));
  const messages = join(folder, "messages");
  await rm(messages, { recursive: true, force: true });
  for (const name of names) {
    for (const [n, packet] of received(name).entries()) {
      const place = join(messages, name, String(n).padStart(3, "0"));
      await mkdir(place, { recursive: true });
      for (const [k, data] of packet.entries()) {
        const isText = typeof data === "string";
        await writeFile(join(place, `${k}.${isText ? "txt" : "bin"}`), isText ? data : new Uint8Array(data));
      }
    }
  }
  const program = spawn(join(target, "release", "duplex-framer"), { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const ask = async (...words) => {
    program.stdin.write(`${words.join(" ")}\n`);
    const { value, done } = await answers.next();
    if (done) throw new Error(`the native program ended at: ${words.join(" ")}`);
    return value;
  };
  const official = new Official(() => {});
  const run = each((data) => official.take(data));
  for (let round = 0; round < rounds; round += 1) {
    process.stdout.write(`\rnatively: round ${round + 1} of ${rounds} `);
    for (const name of names) {
      const packets = received(name);
      official.seen();
      run(packets);
      const seen = official.seen();
      const nanos = { official: time(run, packets, millis) };
      const [rust, sums] = (await ask("read", join(messages, name), millis)).split(/ (?=\[)/);
      if (!same(JSON.parse(sums), seen)) throw new Error(`${name}: natively ${sums} was read, and ${seen} by the official one`);
      nanos.each = Number(rust);
      natively[name].push(nanos);
    }
    for (const shape of Object.keys(shapes)) {
      // The largest sizes take as long as all others together, and differ less.
      if (round % 3) continue;
      for (const [size, bytes] of Object.entries(sizes)) {
        (costs[shape][size] ??= []).push(Number(await ask("cost", shape, bytes, millis)));
      }
    }
  }
  process.stdout.write("\n");
  program.stdin.end();
  await once(program, "exit");
}

const page = await preparePage();
await measureInPage(page);
await measureInNode(page);
await measureNatively(page);

const budgets = JSON.parse(await readFile(here("budgets.json"), "utf8")).framer;
const missed = [];
const number = (value, digits = 2) => (value === undefined ? "" : value.toFixed(digits));
const micros = (rounds, way) => number(median(rounds.map((nanos) => nanos[way])) / 1000);

/** The ratios of a way in all rounds, their median, and how sure that is: half of what its notch in a box plot spans. */
function ratioOf(rounds, way) {
  const ratios = rounds.map((nanos) => nanos.official / nanos[way]);
  const spread = percentile(ratios, 0.75) - percentile(ratios, 0.25);
  return { ratio: median(ratios), unsure: (1.58 * spread) / Math.sqrt(ratios.length) };
}

/** A row, which is missed if the median is below its floor by more than it is unsure. */
function row(title, rounds, way, { floor, aim } = {}) {
  const { ratio, unsure } = ratioOf(rounds, way);
  const copy = way === "each" && rounds[0].copy;
  const holds = floor === undefined ? undefined : ratio + unsure >= floor;
  if (holds === false) missed.push(`${title}: ${number(ratio)} of ${number(floor)}`);
  const verdict = holds === undefined ? "" : holds ? "ok" : "MISSED";
  return [title, micros(rounds, "official"), micros(rounds, way), number(ratio), `±${number(unsure)}`, number(floor), number(aim), copy ? number(ratioOf(rounds, "copy").ratio) : "", verdict];
}

/** Columns that have a name and nothing in them are left out. */
function table(head, rows) {
  const isUsed = (column) => head[column] === "" || rows.some((cells) => cells[column] !== "");
  const all = [head, ...rows].map((cells) => cells.filter((_, column) => isUsed(column)));
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => [...cells[column]].length)));
  const pad = (cell, column) => " ".repeat(widths[column] - [...cell].length);
  return all
    .map((cells) =>
      cells
        .map((cell, column) => (column === 0 || column === widths.length - 1 ? cell + pad(cell, column) : pad(cell, column) + cell))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const head = ["", "official, µs", "Duplex, µs", "ratio", "", "floor", "aim", "copying alone", ""];
const decoding = names.flatMap((name) => {
  const { title } = inputs[name];
  const rounds = inPage[name];
  if (name === "binary") {
    return [
      row(`${title}, framing alone`, rounds, "framing", budgets.binary),
      row(`${title}, each copied into WASM once`, rounds, "each"),
    ];
  }
  const rows = [row(title, rounds, "each", budgets[name])];
  if (rounds[0].batch) rows.push(row(`${title}, 64 at once`, rounds, "batch", budgets[`${name}Batch`]));
  if (!rounds[0].batch) rows.push(row(`${title}, by the glue as it comes`, rounds, "plain"));
  return rows;
});
console.log(`\nDecoding in Chromium, the copy of the texts into WASM included; medians of ${rounds}`);
console.log(table(head, decoding));
const textNames = names.filter((name) => name !== "binary");
console.log(`\nThe same WASM in Node ${process.versions.node}, for comparison`);
console.log(table(head, textNames.map((name) => row(inputs[name].title, inNode[name], "each"))));
console.log("\nEncoding in Chromium: the official encoder from values, ours from arguments as JSON, which it checks");
console.log(table(head, names.map((name) => row(inputs[name].title, encoded[name], "each"))));
console.log("\nDecoding natively, beside the official parsers in Node");
console.log(table(head, names.map((name) => row(inputs[name].title, natively[name], "each"))));

const flatness = budgets.cost_per_byte_to_1_kb.floor;
const flat = Object.entries(shapes).map(([shape, title]) => {
  const [first, ...rest] = Object.values(costs[shape]).map(median);
  const ratios = rest.map((cost) => cost / first);
  const holds = Math.max(...ratios) <= flatness;
  if (!holds) missed.push(`${title}: a byte costs up to ${number(Math.max(...ratios))} of one at 1 KB`);
  return [title, number(first), ...ratios.map((ratio) => number(ratio)), holds ? "ok" : "MISSED"];
});
console.log(`\nWhat a byte costs natively: nanoseconds at 1 KB, then as a ratio to that; up to ${flatness} is flat`);
console.log(table(["", ...Object.keys(sizes), ""], flat));
console.log(`Load of the machine at the end: ${loadavg()[0].toFixed(1)}`);
await mkdir(here("../results"), { recursive: true });
await writeFile(here("../results/framer.json"), JSON.stringify({ inPage, inNode, encoded, natively, costs }));
if (missed.length > 0) {
  console.error(`\nMissed: ${missed.join("; ")}`);
  process.exitCode = 1;
}
