// Socket.IO servers for a test, tabs that are set for them, and what a server without any client is.
import { startEvolution } from "../servers/evolution.mjs";
import { startRudeSio } from "../servers/rude-sio.mjs";
import { startSio } from "../servers/sio.mjs";
import { test as base, expect } from "./duplex.mjs";

export { expect };

export const test = base.extend({
  /** Starts servers: `await sio({ version: 2 })`. All are stopped, and must be without a client, at the end. */
  sio: async ({ duplex }, use) => {
    const servers = [];
    await use(async (options) => {
      servers.push(await startSio(options));
      return servers.at(-1);
    });
    await duplex.page.close();
    for (const server of servers) {
      await expect.poll(() => server.count(), "nothing is left on the server").toBe(0);
      await server.stop();
    }
  },

  /** A server of the shape of Evolution API. */
  evolution: async ({}, use) => {
    const server = await startEvolution();
    await use(server);
    await server.stop();
  },

  /** Starts servers that send what is wrong. */
  rudeSio: async ({}, use) => {
    const servers = [];
    await use(async (options) => {
      servers.push(await startRudeSio(options));
      return servers.at(-1);
    });
    for (const server of servers) await server.stop();
  },
});

/** What a tab is stored with when nothing of it was changed. */
const unchanged = {
  on: true,
  version: "v4",
  transports: "WebSocket",
  parser: "Default",
  recovers: true,
  auth: "",
  event: "",
  args: [],
  ack: false,
  all: true,
  listeners: [],
};

/**
 * Opens the page with one tab for a Socket.IO server: `{ url, version: "v2", transports: "Polling", auth, … }`, and of what
 * is not for Socket.IO alone `{ settings: [["Handshake path", "/io"]], reconnects, headers }`.
 */
export async function openTab(duplex, { url, settings = [], reconnects = false, headers = [], ...socketIo }) {
  const tab = { id: 1, url, format: "Text", text: "", search: "", direction: null, headers, settings, reconnects };
  const tabs = { v: 1, data: { active: 1, tabs: [{ ...tab, socket_io: { ...unchanged, ...socketIo } }] } };
  await duplex.page.addInitScript(
    ([key, value]) => localStorage.getItem(key) ?? localStorage.setItem(key, value),
    [duplex.tabsKey, JSON.stringify(tabs)],
  );
  await duplex.open({ editor: false });
  await expect(duplex.url).toHaveValue(url);
}

/** Presses Connect and waits until the connection is there. */
export async function connect(duplex) {
  await duplex.button("Connect").click();
  await duplex.expectState("Connected");
}

/** Chooses in the settings: `await choose(duplex, "Transports", "Polling")`. */
export async function choose(duplex, setting, label) {
  await duplex.showPart("Settings");
  await duplex.composer.getByRole("combobox", { name: setting, exact: true }).selectOption({ label });
}

/** Every row of the log, oldest first, read a screen at a time. There are at least so many: rows follow the count. */
export async function allRows(duplex, atLeast) {
  const rows = [];
  await expect.poll(() => duplex.rowCount()).toBeGreaterThanOrEqual(atLeast);
  const count = await duplex.rowCount();
  await duplex.grid.press("Home");
  await expect
    .poll(
      async () => {
        const shown = await duplex.rows();
        // A row that is still asked for is empty.
        for (const row of shown) if (row.direction) rows[row.index - 1] ??= row;
        const missing = Array.from({ length: count }, (_, n) => n).findIndex((n) => rows[n] === undefined);
        if (missing === -1) return count;
        await duplex.grid.press(shown[0].index > missing + 1 ? "PageUp" : "PageDown");
        return missing;
      },
      { timeout: 60_000, intervals: [20] },
    )
    .toBe(count);
  return rows;
}

/** The newest row matches. */
export async function expectNewest(duplex, pattern) {
  await expect.poll(async () => (await duplex.log()).at(-1)).toMatch(pattern);
}
