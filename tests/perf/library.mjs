// The library bench: a tree of 5,000 requests in 200 folders beside one of 100 in 10, alternating in one run.
//
//     cargo xtask bench library               5 rounds, about a minute
//     node tests/perf/library.mjs --rounds 1
//
// Each time is from the key or the movement to the end of the frame that shows what it did. The ratio to the small tree is
// what the size costs; the floor is what a person does not feel.
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startSite } from "../support/site.mjs";
import { storedCollection, storedOpen } from "../support/stored.mjs";
import { launch } from "./cdp.mjs";
import { median, percentile } from "./report.mjs";

const { values: options } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const rounds = Number(options.rounds);
const sizes = { large: { folders: 200, requests: 5000 }, small: { folders: 10, requests: 100 } };
const word = "Request 19";

const site = await startSite();

/** Runs in the page: what is done to the tree, each with the milliseconds until it shows. */
function install() {
  const tree = () => document.querySelector("[role=tree]");
  const shown = () => [...tree().querySelectorAll("[role=treeitem]")].map((row) => row.getAttribute("aria-label") ?? row.textContent).join("|");
  const afterFrame = () =>
    new Promise((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = resolve;
        port2.postMessage(0);
      }),
    );
  /** Until the rows are other ones, or some frames have shown that they stay. */
  const changed = async (before, patience) => {
    for (let frame = 0; frame < patience; frame += 1) {
      await afterFrame();
      if (shown() !== before) return true;
    }
    return false;
  };
  const timed = async (act, patience = 60) => {
    const before = shown();
    const start = performance.now();
    act();
    const has = await changed(before, patience);
    return { millis: performance.now() - start, has };
  };
  const search = () => document.querySelector("input[aria-label='Filter collections']");
  const write = (text) => {
    search().value = text;
    search().dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  const key = (name) => tree().dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
  window.bench = {
    n_rows: () => tree().querySelectorAll("[role=treeitem]").length,
    async scroll(n) {
      const times = [];
      const height = tree().scrollHeight - tree().clientHeight;
      for (let step = 1; step <= n; step += 1) {
        const to = ((step * 7919) % 1000) / 1000;
        const { millis, has } = await timed(() => (tree().scrollTop = height * to), 5);
        if (has) times.push(millis);
      }
      tree().scrollTop = 0;
      await afterFrame();
      return times;
    },
    async filter(text) {
      const times = [];
      let found;
      for (const typed of [...Array.from(text, (_, end) => text.slice(0, end + 1)), ""]) {
        if (typed === "") found = shown();
        // A letter that changes none of the rows in sight shows nothing to wait for.
        const { millis, has } = await timed(() => write(typed), 5);
        if (has) times.push(millis);
      }
      return { times, found };
    },
    async toggle(n) {
      const times = [];
      tree().focus();
      key("Home");
      await afterFrame();
      for (let step = 0; step < n; step += 1) {
        for (const name of ["ArrowLeft", "ArrowRight"]) times.push((await timed(() => key(name))).millis);
      }
      return times;
    },
  };
}

async function measure(size) {
  const browser = await launch();
  try {
    const { page } = browser;
    await page.goto(site.url);
    await page.until("the page", () => document.querySelector("[role=tab]") !== null);
    const { folders, requests } = sizes[size];
    for (const [key, value] of [storedCollection(requests, folders), storedOpen(folders)]) {
      await page.call((key, value) => localStorage.setItem(`duplex/${key}`, value), key, value);
    }
    await page.goto(site.url);
    await page.until("the tree", () => document.querySelector("[role=treeitem]") !== null);
    await page.call(install);
    const { times: filter, found } = await page.call((word) => window.bench.filter(word), word);
    if (size === "large" && !found.includes(word)) throw new Error(`the filter does not show ${word}: ${found.slice(0, 300)}`);
    const scroll = await page.call((n) => window.bench.scroll(n), 40);
    if (size === "large" && scroll.length < 30) throw new Error("the tree did not scroll");
    return { filter, scroll, toggle: await page.call((n) => window.bench.toggle(n), 10) };
  } finally {
    await browser.close();
  }
}

const budgets = JSON.parse(await readFile(new URL("budgets.json", import.meta.url))).library;
const results = { large: [], small: [] };
console.log(`Load before: ${loadavg()[0].toFixed(1)}`);
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const size of round % 2 ? ["small", "large"] : ["large", "small"]) results[size].push(await measure(size));
  }
} finally {
  await site.stop();
}

const missed = [];
console.log(`\n5,000 requests in 200 folders, all open; ms, medians of ${rounds} rounds; beside 100 requests in 10\n`);
console.log("              median   90 %   beside   ratio   floor   aim");
for (const name of ["scroll", "filter", "toggle"]) {
  const all = (size) => results[size].flatMap((round) => round[name]);
  const [ours, beside] = [median(all("large")), median(all("small"))];
  const late = percentile(all("large"), 0.9);
  const { floor, aim } = budgets[`${name}_ms`];
  if (ours > floor) missed.push(name);
  const cells = [ours, late, beside].map((millis) => millis.toFixed(1).padStart(7));
  console.log(`${name.padEnd(12)} ${cells.join("  ")}  ${(ours / beside).toFixed(2).padStart(5)}   ${String(floor).padStart(5)}  ${String(aim).padStart(4)}`);
}
if (missed.length > 0) {
  console.log(`\nFloors that were missed: ${missed.join(", ")}`);
  process.exitCode = 1;
}
