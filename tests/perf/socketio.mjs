// The Socket.IO bench: Duplex beside a bare page with the official client, alternating in one run.
//
//     cargo xtask bench socketio              5 rounds: a flood of 100,000 events, and 100 acks, about 3 minutes
//     node tests/perf/socketio.mjs --rounds 1 --count 20000
//
// Ratios and medians are what counts: machines are noisy, and a difference under 0.1 of a ratio is none.
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startSite } from "../support/site.mjs";
import { storedTabs } from "../support/stored.mjs";
import { launch } from "./cdp.mjs";
import { installProbe } from "./probe.mjs";
import { median } from "./report.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    count: { type: "string", default: "100000" },
    acks: { type: "string", default: "100" },
  },
});
const rounds = Number(options.rounds);
const count = Number(options.count);
const nAcks = Number(options.acks);
const bytes = 120;

const send = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, modifiers: 2 };
const letter = { key: "a", code: "KeyA", text: "a", windowsVirtualKeyCode: 65 };

const duplexSite = await startSite();
const countingSite = await startSite({ root: here("../") });
const server = fork(here("socketio-server.mjs"));
const [{ url }] = await once(server, "message");

/** A tab for the server. */
const tabs = storedTabs({ url, event: "echo", args: [["JSON", '{"n":1}']], ack: true });

/** The two pages: how each is opened and connected. */
const pages = {
  duplex: async (page) => {
    await page.goto(duplexSite.url);
    await page.until("the page", () => document.querySelector("[role=tab]") !== null);
    await page.call((value) => localStorage.setItem("duplex/tabs/open", value), tabs);
    await page.goto(duplexSite.url);
    await page.until("the editor", () => document.querySelector("[role=textbox][contenteditable=true]") !== null);
    await page.call(installProbe);
    await page.call(() => bench.find("button", "Connect").click());
    await page.until("the connection", () =>
      /\bConnected\b/.test(bench.find("status", "Connection state").textContent),
    );
  },
  counting: async (page) => {
    await page.goto(`${countingSite.url}perf/counting-io.html`);
    await page.until("the counting page", () => typeof window.connectTo === "function");
    await page.call(installProbe);
    await page.call((url) => window.connectTo(url), url);
  },
};

const focusEditor = () => document.querySelector("[role=textbox][contenteditable=true], textarea").focus();
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * The round trips of some acks in milliseconds: in Duplex as its status bar tells them, each begun by a key; in the bare page
 * without one, because the frame that a key asks for would come between.
 */
async function roundTrips(which, page) {
  if (nAcks === 0) return [1];
  await page.call(focusEditor);
  const times = [];
  for (let n = 0; n < nAcks + 10; n += 1) {
    if (which === "duplex") await page.press(send);
    else await page.call(() => window.ask());
    await pause(60);
    if (which === "duplex") times.push(await page.call(() => bench.roundTrip()));
  }
  const all = which === "duplex" ? times : await page.call(() => window.roundTrips);
  // The first ones compile what the others use.
  return all.slice(10);
}

/** One flood and some acks of one page in a browser of its own. */
async function measure(which) {
  const browser = await launch();
  try {
    const { page } = browser;
    await pages[which](page);
    const acks = await roundTrips(which, page);
    await page.call(focusEditor);
    const before = which === "duplex" ? (await page.call(() => bench.countText())).match(/[\d,]+/)[0] : "0";
    const already = Number(before.replaceAll(",", ""));
    await page.call((expected) => {
      window.flooded = bench.watchFlood(expected);
    }, count + already);
    server.send({ count, bytes, event: "flood" });
    let isOver = false;
    const done = page.call(() => window.flooded).finally(() => (isOver = true));
    while (!isOver) {
      await page.press(letter);
      await Promise.race([done, pause(250)]);
    }
    const { shown, elapsedMs, gaps, keys } = await done;
    return {
      shown: shown - already,
      rate: (shown - already) / (elapsedMs / 1000),
      ack: acks.reduce((sum, time) => sum + time, 0) / acks.length,
      gap: Math.max(...gaps),
      key: median(keys),
    };
  } finally {
    await browser.close();
  }
}

const results = [];
try {
  for (let round = 1; round <= rounds; round += 1) {
    const measured = {};
    for (const which of round % 2 ? ["counting", "duplex"] : ["duplex", "counting"]) {
      measured[which] = await measure(which);
      const { rate, ack, gap } = measured[which];
      const words = `${Math.round(rate).toLocaleString("en-US")}/s, ack ${ack.toFixed(2)} ms, worst gap ${gap.toFixed(0)} ms`;
      console.log(`round ${round} of ${rounds}, ${which}: ${words}`);
    }
    results.push(measured);
  }
} finally {
  server.kill();
  await duplexSite.stop();
  await countingSite.stop();
}

const budgets = JSON.parse(await readFile(here("budgets.json"), "utf8")).socketio;
const of = (which, name) => median(results.map((round) => round[which][name]));
const ratio = (name) => median(results.map(({ duplex, counting }) => duplex[name] / counting[name]));
const shown = Math.min(...results.map(({ duplex }) => duplex.shown));
const rows = [
  ["events shown", shown, count, shown === count],
  ["rate, ratio to the official client", ratio("rate"), budgets.rate_ratio.floor, ratio("rate") >= budgets.rate_ratio.floor],
  ["ack round trip, mean, ratio", ratio("ack"), budgets.ack_ratio.floor, ratio("ack") <= budgets.ack_ratio.floor],
];
console.log(`\n${count.toLocaleString("en-US")} events of ${bytes} bytes, ${nAcks} acks, medians of ${rounds}`);
for (const [name, value, floor, holds] of rows) {
  console.log(`${name.padEnd(38)} ${Number(value.toFixed(2))}   floor ${floor}   ${holds ? "holds" : "MISSED"}`);
}
for (const name of ["rate", "ack", "gap", "key"]) {
  console.log(`${name.padEnd(38)} ${of("duplex", name).toFixed(2)}   official ${of("counting", name).toFixed(2)}`);
}
console.log(`Load of the machine at the end: ${loadavg()[0].toFixed(1)}`);
if (rows.some(([, , , holds]) => !holds)) process.exitCode = 1;
