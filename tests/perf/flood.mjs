// The flood bench: Duplex beside a bare page that only counts, alternating in one run.
//
//     cargo xtask bench flood              3 rounds of 100,000 and 1,000,000 messages of 120 bytes, about 6 minutes
//     node tests/perf/flood.mjs --quick    one round of 100,000
//     node tests/perf/flood.mjs --rounds 5 --counts 100000,1000000
//
// Ratios and medians are what counts: machines are noisy, and a difference under 0.1 of a ratio is none.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { floodMessage } from "../servers/flood.mjs";
import { startSite } from "../support/site.mjs";
import { launch } from "./cdp.mjs";
import { installProbe } from "./probe.mjs";
import { report } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string" },
    counts: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3));
const counts = (options.counts ?? (options.quick ? "100000" : "100000,1000000")).split(",").map(Number);
const bytes = 120;
const searches = ["lobby", "77777", '"n":5'];
const jumps = [0.5, 0.1, 0.9, 0.33, 0.66];

const enter = { key: "Enter", code: "Enter", text: "\r", windowsVirtualKeyCode: 13 };
const escape = { key: "Escape", code: "Escape", windowsVirtualKeyCode: 27 };
const letter = { key: "a", code: "KeyA", text: "a", windowsVirtualKeyCode: 65 };

const said = (n) => `${n.toLocaleString("en-US")} messages`;

const duplexSite = await startSite();
const countingSite = await startSite({ root: here("./") });
const floodServer = fork(here("flood-server.mjs"));
const [{ port }] = await once(floodServer, "message");
const floodUrl = `ws://127.0.0.1:${port}/`;

/** The two pages: how each is opened and told to connect. */
const pages = {
  duplex: async (page) => {
    await page.goto(duplexSite.url);
    await page.until(
      "the editor",
      () => document.querySelector('[role=textbox][aria-label="Message"][contenteditable=true]') !== null,
    );
    await page.call(installProbe);
    await page.call(() => {
      const url = bench.find("textbox", "URL");
      url.focus();
      url.select();
    });
    await page.insertText(floodUrl);
    await page.press(enter);
    await page.until("the connection", () =>
      /\bConnected\b/.test(bench.find("status", "Connection state").textContent),
    );
  },
  counting: async (page) => {
    await page.goto(`${countingSite.url}counting.html`);
    await page.until("the counting page", () => typeof window.connectTo === "function");
    await page.call(installProbe);
    await page.call((url) => window.connectTo(url), floodUrl);
  },
};

/** One flood of one page in a browser of its own. */
async function measure(which, count) {
  const browser = await launch();
  try {
    const { page } = browser;
    await pages[which](page);
    const visible = await page.call(() => document.visibilityState);
    if (visible !== "visible") throw new Error("the page is hidden: its frames would not count");

    // A browser has work of its own for a moment after its start, and so has the compiler with a page just opened.
    // What is typed first into an editor is compiled on the way, so a few letters are typed before, on both pages.
    await page.call(() => bench.find("textbox", "Message").focus());
    for (let n = 0; n < 12; n += 1) {
      await page.press(letter);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const before = await page.privateMemory();
    await page.call(() => bench.find("textbox", "Message").focus());
    await page.call((expected) => {
      window.flooded = bench.watchFlood(expected);
    }, count);
    const options = { count, bytes, word: "lobby", times: count / 1000 };
    floodServer.send(options);
    const flooded = await typingUntil(page, page.call(() => window.flooded));
    const after = await page.privateMemory();

    const result = {
      shown: flooded.shown,
      rate: flooded.shown / (flooded.elapsedMs / 1000),
      gaps: flooded.gaps,
      keys: flooded.keys,
      growthPerMessage: (after - before) / count,
    };
    if (which === "duplex") {
      result.lastRow = await lastRow(page, count);
      result.filters = await filterTimes(page, options);
      result.jumps = await page.call(async (fractions) => {
        const times = [];
        for (const fraction of fractions) times.push(await bench.jump(fraction));
        return times;
      }, jumps);
    }
    return result;
  } finally {
    await browser.close();
  }
}

/**
 * The number of a row near the foot of the log. Rows are drawn ten times a second while nobody could read them, so the
 * last ones follow the count within that time, and are waited for no longer than ten times that.
 */
async function lastRow(page, count) {
  const end = performance.now() + 1_000;
  for (;;) {
    const { index } = (await page.call(() => bench.rowsOnScreen())).at(-1);
    if (index >= count || performance.now() > end) return index;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Presses a key in the focused field four times a second until the promise settles. */
async function typingUntil(page, promise) {
  let settled = false;
  const done = promise.finally(() => (settled = true));
  while (!settled) {
    await page.press(letter);
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 250))]);
  }
  return done;
}

/** Types each search into an empty box; how many messages match is known beforehand. */
async function filterTimes(page, options) {
  const results = [];
  for (const search of searches) {
    let matches = 0;
    for (let n = 1; n <= options.count; n += 1) if (floodMessage(n, options).includes(search)) matches += 1;
    await page.call(
      (expected) => {
        window.filtered = bench.watchFilter(expected);
        bench.find("searchbox", "Search messages").focus();
      },
      `${matches.toLocaleString("en-US")} of ${said(options.count)}`,
    );
    await page.insertText(search);
    results.push(await page.call(() => window.filtered));
    await page.press(escape);
    await page.until("the search is cleared", (all) => bench.countText() === all, [said(options.count)]);
  }
  return results;
}

const results = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    for (const count of counts) {
      // Who goes first alternates too.
      const order = round % 2 ? ["counting", "duplex"] : ["duplex", "counting"];
      const measured = {};
      for (const which of order) {
        process.stdout.write(`round ${round} of ${rounds}: ${said(count)}, ${which} … `);
        measured[which] = await measure(which, count);
        process.stdout.write(`${Math.round(measured[which].rate).toLocaleString("en-US")}/s\n`);
      }
      results.push({ round, count, ...measured });
    }
  }
} finally {
  floodServer.kill();
  await duplexSite.stop();
  await countingSite.stop();
}

const budgets = JSON.parse(await readFile(here("budgets.json"), "utf8")).flood;
const { text, missed } = report(results, { bytes, budgets });
console.log(text);
console.log(`Load of the machine at the end: ${loadavg()[0].toFixed(1)}`);
await mkdir(here("../results"), { recursive: true });
await writeFile(here("../results/flood.json"), JSON.stringify(results));
if (missed.length > 0) {
  console.error(`\nMissed: ${missed.join("; ")}`);
  process.exitCode = 1;
}
