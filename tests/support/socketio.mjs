// More Socket.IO servers for a test, tabs that are set for them, and how their log is read.
import { startEvolution } from "../servers/evolution.mjs";
import { startRudeSio } from "../servers/rude-sio.mjs";
import { test as base, expect } from "./duplex.mjs";
import { storedTabs } from "./stored.mjs";

export { expect };

export const test = base.extend({
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

/**
 * Opens the page with one tab for a Socket.IO server: `{ url, version: "v2", transports: "Polling", auth, … }`, and of what
 * is not for Socket.IO alone `{ settings: [["Handshake path", "/io"]], reconnects, headers }`.
 */
export async function openTab(duplex, tab) {
  await duplex.page.addInitScript(
    ([key, value]) => localStorage.getItem(key) ?? localStorage.setItem(key, value),
    [duplex.tabsKey, storedTabs(tab)],
  );
  await duplex.open({ editor: false });
  await expect(duplex.url).toHaveValue(tab.url);
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
