// What the page keeps in the browser, as a test or a bench wants to find it there.

/** What is for Socket.IO alone when nothing of it was changed. */
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

/** One tab for a Socket.IO server, as `tabs/<page>` has it: `{ url, version: "v2", settings: [["Jitter", "0"]], … }`. */
export function storedTabs({ url, settings = [], reconnects = false, headers = [], ...socketIo }) {
  const request = { url, headers, settings, reconnects, socket_io: { ...unchanged, ...socketIo } };
  return JSON.stringify({ v: 1, data: { active: 1, tabs: [{ id: 1, request }] } });
}
