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
