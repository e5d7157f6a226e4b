// Chromium over its devtools protocol, with no more of it switched on than is asked for: Playwright's page
// turns on the Network domain, which halves the rate of a WebSocket flood.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { chromiumArgs, findChromium } from "../support/chromium.mjs";

/** Starts a fresh Chromium and attaches to its one page. */
export async function launch() {
  const profile = await mkdtemp(join(tmpdir(), "duplex-bench-"));
  const args = [
    ...chromiumArgs,
    "--remote-debugging-port=0",
    // One renderer, so that its memory is the page's.
    "--disable-features=SpareRendererForSitePerProcess",
    "--window-size=1440,900",
    `--user-data-dir=${profile}`,
    "about:blank",
  ];
  const chromium = spawn(findChromium(), args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(chromium, "exit");
  const socket = new WebSocket(await devtoolsUrl(chromium), { maxPayload: 0 });
  await once(socket, "open");
  const connection = new Connection(socket);

  const { targetInfos } = await connection.send("Target.getTargets");
  const { targetId } = targetInfos.find((target) => target.type === "page");
  const { sessionId } = await connection.send("Target.attachToTarget", { targetId, flatten: true });
  return {
    page: new Page(connection, sessionId),
    async close() {
      await connection.send("Browser.close").catch(() => chromium.kill());
      await ended;
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Chromium says on its standard error where it listens. */
function devtoolsUrl(chromium) {
  return new Promise((resolve, reject) => {
    let said = "";
    chromium.stderr.setEncoding("utf8");
    chromium.stderr.on("data", (text) => {
      said += text;
      const url = said.match(/DevTools listening on (ws:\S+)/)?.[1];
      if (url) resolve(url);
    });
    chromium.once("exit", () => reject(new Error(`Chromium ended before it listened:\n${said}`)));
  });
}

class Connection {
  #socket;
  #lastId = 0;
  #waiting = new Map();
  #listeners = new Map();

  constructor(socket) {
    this.#socket = socket;
    socket.on("message", (data) => this.#handle(JSON.parse(data)));
    socket.on("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("Chromium has gone"));
      this.#waiting.clear();
    });
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#lastId;
    this.#socket.send(JSON.stringify({ id, method, params, sessionId }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { method, resolve, reject }));
  }

  on(method, listener) {
    this.#listeners.set(method, listener);
  }

  #handle({ id, method, params, result, error }) {
    if (id === undefined) return this.#listeners.get(method)?.(params);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.resolve(result);
  }
}

class Page {
  #connection;
  #sessionId;

  constructor(connection, sessionId) {
    this.#connection = connection;
    this.#sessionId = sessionId;
  }

  send(method, params) {
    return this.#connection.send(method, params, this.#sessionId);
  }

  async goto(url) {
    const { errorText } = await this.send("Page.navigate", { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
  }

  /** Calls a function in the page with plain data and gives back what it returns or resolves to. */
  async call(fn, ...args) {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression: `(${fn})(...${JSON.stringify(args)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until a function in the page returns something true. */
  async until(what, fn, args = [], { timeout = 30_000, every = 50 } = {}) {
    const deadline = Date.now() + timeout;
    for (;;) {
      const value = await this.call(fn, ...args).catch((error) => {
        // While a page is being replaced there is nobody to ask.
        if (/context|navigat/i.test(error.message)) return false;
        throw error;
      });
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`waited ${timeout / 1000} s in vain: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, every));
    }
  }

  /** A real key press. */
  async press({ key, code, text, windowsVirtualKeyCode, modifiers = 0 }) {
    const event = { key, code, windowsVirtualKeyCode, modifiers };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", text, ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  insertText(text) {
    return this.send("Input.insertText", { text });
  }

  /** Private memory of the page's renderer in bytes, its workers included, after a forced collection. */
  async privateMemory() {
    await this.#collectGarbage();
    const rollup = await readFile(`/proc/${await this.#renderer()}/smaps_rollup`, "utf8");
    const kilobytes = [...rollup.matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, number]) => Number(number));
    return kilobytes.reduce((sum, number) => sum + number, 0) * 1024;
  }

  async #collectGarbage() {
    // Workers have heaps of their own. They are attached to for this moment only.
    const workers = [];
    this.#connection.on("Target.attachedToTarget", ({ sessionId }) => workers.push(sessionId));
    await this.send("Target.setAutoAttach", { autoAttach: true, waitForDebuggerOnStart: false, flatten: true });
    for (let round = 0; round < 2; round += 1) {
      await this.send("HeapProfiler.collectGarbage");
      for (const worker of workers) {
        await this.#connection.send("HeapProfiler.collectGarbage", {}, worker);
      }
    }
    await this.send("Target.setAutoAttach", { autoAttach: false, waitForDebuggerOnStart: false, flatten: true });
  }

  /** The process id of the page's renderer: the only one left, once those of earlier pages have ended. */
  async #renderer() {
    for (let tries = 0; tries < 50; tries += 1) {
      const { processInfo } = await this.#connection.send("SystemInfo.getProcessInfo");
      const renderers = [];
      for (const { type, id } of processInfo) {
        if (type === "renderer" && !(await drawsTheBrowserItself(id))) renderers.push(id);
      }
      if (renderers.length === 1) return renderers[0];
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("this browser has more renderers than the page's");
  }
}

/** Chromium's own bars and menus have a renderer too. */
async function drawsTheBrowserItself(pid) {
  const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
  return command.includes("--top-chrome-webui");
}
